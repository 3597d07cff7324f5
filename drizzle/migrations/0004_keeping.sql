ALTER TABLE "retention_log" ADD COLUMN "estimated" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "event_times_time" ON "event_times" USING btree ("time");--> statement-breakpoint
CREATE INDEX "job_runs_unfinished" ON "job_runs" USING btree ("bot_id") WHERE finished_at is null;
--> statement-breakpoint
-- Rollup rows are rewritten while their time is open: room on the page spares the indexes.
ALTER TABLE rollup_minute SET (fillfactor = 85);
--> statement-breakpoint
ALTER TABLE rollup_hour SET (fillfactor = 60);
--> statement-breakpoint
ALTER TABLE rollup_day SET (fillfactor = 60);
--> statement-breakpoint
ALTER TABLE rollup_month SET (fillfactor = 60);
