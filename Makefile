# The operators' commands. `make help` lists them; ARGS passes options on: make backup ARGS="--to /backups/today.gz".
# Without make: npm run ops -- COMMAND.

COMMANDS := monitoring-setup monitoring-start monitoring-status monitoring-stop metrics-api metrics-worker alerts-list \
	diag-full diag-errors diag-performance prod-check prod-optimize backup restore

.PHONY: help start test $(COMMANDS)
.DEFAULT_GOAL := help

help:
	@node scripts/ops.mjs --help

start:
	@npm start

test:
	@npm test

$(COMMANDS):
	@node scripts/ops.mjs $@ $(ARGS)
