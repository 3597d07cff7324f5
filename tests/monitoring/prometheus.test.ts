import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { SHIPPED_RULES } from "@/lib/alerts/shipped";
import { runProgram } from "../support/program";
import { type Alert, isAlert, RULE_FILES, readRules } from "./support/rules";
import { copyStack, MONITORING, readYaml } from "./support/stack";

interface RuleCase {
  alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[];
}

const stack = copyStack();
afterAll(() => stack.remove());

const alerts = readRules().filter(isAlert);
/** Rollcall's own rules say where it shows runbooks. */
const RUNBOOKS_AT = `http://127.0.0.1:3000${SHIPPED_RULES[0]?.definition.runbook_url?.replace(/[^/]*$/, "")}`;
const runbookOf = ({ annotations }: Alert) => annotations?.runbook_url?.replace(RUNBOOKS_AT, "") ?? "none";
const RUNBOOKS = [...new Set(alerts.map(runbookOf))].sort();
const DOCUMENT = readFileSync(resolve("docs/monitoring.md"), "utf8");
const cases = (file: string) =>
  (parse(readFileSync(resolve("tests/monitoring/rules", file), "utf8")) as { tests: RuleCase[] }).tests;

describe("prometheus.yml", () => {
  it("is sound to promtool", async () => {
    expect(await runProgram("promtool", ["check", "config", join(stack.folder, "prometheus.yml")])).toMatchObject({
      code: 0,
      output: expect.stringContaining("is valid prometheus config file"),
    });
  });

  it("scrapes Rollcall with a bearer token from a file, and every exporter of the stack", () => {
    const { scrape_configs } = readYaml<{ scrape_configs: { job_name: string }[] }>("prometheus.yml");
    expect(scrape_configs.map(({ job_name }) => job_name)).toEqual([
      "rollcall",
      "services",
      "node",
      "postgres",
      "redis",
      "prometheus",
      "alertmanager",
      "grafana",
    ]);
    expect(scrape_configs[0]).toMatchObject({
      metrics_path: "/metrics",
      authorization: { type: "Bearer", credentials_file: "secrets/rollcall-read-key" },
    });
  });
});

describe("the rules", () => {
  it("are sound to promtool", async () => {
    const files = RULE_FILES.map((file) => join(MONITORING, "rules", file));
    expect(await runProgram("promtool", ["check", "rules", ...files])).toMatchObject({ code: 0 });
  });

  it("are twenty or more that alert, each under a name of its own", () => {
    const names = alerts.map(({ alert }) => alert);
    expect(names.length).toBeGreaterThanOrEqual(20);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(alerts.map((alert) => [alert.alert, alert] as const))(
    "%s says how bad it is, what it is and what to do",
    (_, alert) => {
      expect(["critical", "warning", "performance", "info"]).toContain(alert.labels?.severity);
      expect(alert.labels?.component).toMatch(/^[a-z]+$/);
      expect(alert.annotations?.summary).toBeTruthy();
      expect(alert.annotations?.description).toBeTruthy();
      expect(runbookOf(alert)).toMatch(/^[a-z-]+$/);
    },
  );

  it.each(RUNBOOKS)("have the runbook %s to lead to", (name) => {
    expect(existsSync(resolve("docs/runbooks", `${name}.md`))).toBe(true);
  });

  it.each(alerts.map((alert) => [alert.alert, alert] as const))("%s is in the document", (name, alert) => {
    const row = DOCUMENT.split("\n").find((line) => line.startsWith(`| \`${name}\` `));
    expect(row).toContain(`| ${alert.labels?.severity} `);
    expect(row).toContain(`(runbooks/${runbookOf(alert)}.md)`);
  });

  const grouped = RULE_FILES.filter((file) => readRules([file]).some(isAlert));
  it.each(grouped)(
    "of %s fire, and do not",
    async (file) => {
      const told = await runProgram("promtool", ["test", "rules", resolve("tests/monitoring/rules", file)]);
      expect(told.output).toContain("SUCCESS");
      expect(told.code).toBe(0);
    },
    300_000,
  );

  it.each(alerts.map(({ alert }) => alert))("%s is seen both to fire and not to fire", (name) => {
    const seen = grouped
      .flatMap(cases)
      .flatMap(({ alert_rule_test }) => alert_rule_test)
      .filter(({ alertname }) => alertname === name);
    expect(seen.some(({ exp_alerts = [] }) => exp_alerts.length > 0)).toBe(true);
    expect(seen.some(({ exp_alerts = [] }) => exp_alerts.length === 0)).toBe(true);
  });
});
