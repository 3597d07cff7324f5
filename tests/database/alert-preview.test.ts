import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readRuleHistory } from "@/lib/alerts/history";
import { previewAnswer } from "@/lib/alerts/history/schema";
import { METRIC_IDS } from "@/lib/alerts/metric";
import { previewRule } from "@/lib/alerts/preview";
import { type RuleInput, ruleSchema } from "@/lib/alerts/rule";
import type { Connection } from "@/lib/db/client";
import { type ConnectedDatabase, connectedDatabase, ingestAt } from "../support/connected";

const NOW = new Date("2026-03-02T12:20:30Z");
const KEPT = { minuteDays: 7, hourlyDays: 90, dailyDays: 730 };
const MINUTE = 60_000;

let database: ConnectedDatabase;
let connection: Connection;

beforeEach(async () => {
  database = await connectedDatabase(NOW);
  connection = database.connection;
});
afterEach(() => database.drop());

const report = (events: Record<string, unknown>[], at = NOW) => ingestAt(connection, events, at);
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE).toISOString();
const minutes = (from: number, to: number) => Array.from({ length: from - to }, (_, n) => from - n);
const job = (minute: number, status: string) => ({
  ...{ type: "job.finished", bot_id: "press", time: ago(minute) },
  data: { job_id: `job ${minute}`, status, duration_ms: 1000 },
});
const beat = (bot_id: string, minute: number) => ({ type: "heartbeat", bot_id, time: ago(minute), data: {} });
const sampled = (minute: number, pending: number) => ({
  ...{ type: "queue.sampled", bot_id: "press", time: ago(minute) },
  data: { queue: "mail", pending },
});
const ruleOf = (metric: RuleInput["metric"], changes: Partial<RuleInput> = {}) =>
  ruleSchema.parse({ name: metric, metric, operator: ">", threshold: 1, severity: "warning", ...changes });
const preview = async (metric: RuleInput["metric"], changes: Partial<RuleInput> = {}) =>
  previewAnswer.parse(await previewRule({ db: connection.db, now: NOW, kept: KEPT }, ruleOf(metric, changes)));

describe("a rule's preview", () => {
  it("tells when it would have fired, and for how long, by the hour for long windows", async () => {
    await report(minutes(3000, 2700).map((minute) => job(minute, minute > 2880 ? "failed" : "succeeded")));
    await report(minutes(120, 60).map((minute) => job(minute, "succeeded")));
    const rule = { operator: "<", threshold: 90, window_seconds: 3600 } as const;
    const { backtest, breaching, subjects } = await preview("job.success_rate", rule);
    expect([subjects, breaching]).toEqual([1, 0]);
    expect(backtest).toMatchObject({ firings: 1, subjects_fired: 1, parts: [{ grain: "hour", step_seconds: 3600 }] });
    const [firing] = backtest!.newest;
    expect(firing).toMatchObject({ subject: "bot:press", worst_value: 0, fired_at: "2026-02-28T11:00:00.000Z" });
    expect(firing!.resolved_at).toBe("2026-02-28T14:00:00.000Z");
    expect(backtest!.longest_seconds).toBe(3 * 3600);
    expect(backtest!.days.find(({ day }) => day === "2026-02-28")).toEqual({ day: "2026-02-28", firings: 1 });
    const patient = await preview("job.success_rate", { ...rule, for_seconds: 4 * 3600 });
    expect(patient.backtest!.firings).toBe(0);
  });

  it("is fine for short windows and states, as far as minutes are kept", async () => {
    await report(minutes(300, 0).map((minute) => sampled(minute, minute <= 200 && minute > 190 ? 150 : 20)));
    const { backtest, chart } = await preview("queue.pending", { threshold: 100, for_seconds: 120 });
    expect(backtest!.firings).toBe(1);
    expect(backtest!.newest[0]).toMatchObject({ subject: "queue:mail", worst_value: 150 });
    expect(backtest!.firing_seconds).toBe(8 * 60);
    expect(chart!.courses).toHaveLength(1);
    expect(chart!.courses[0]!.points.filter(({ value }) => value === 150).length).toBeGreaterThan(0);
  });

  it("sees silence and long runs as they were", async () => {
    await report([...minutes(600, 400), ...minutes(390, 0)].map((minute) => beat("press", minute)));
    await report(minutes(600, 0).map((minute) => beat("other", minute)));
    await report([
      { type: "job.started", bot_id: "press", time: ago(100), data: { job_id: "long" } },
      { type: "job.finished", bot_id: "press", time: ago(70), data: { job_id: "long", status: "succeeded" } },
    ]);
    const silent = (await preview("bot.overdue", { threshold: 0 })).backtest!;
    expect(silent).toMatchObject({ firings: 1, subjects: 2, of_subjects: 2 });
    expect(silent.newest[0]).toMatchObject({ subject: "bot:press" });
    expect((await preview("bot.overdue", { threshold: 0, scope: "fleet" })).backtest!.firings).toBe(0);
    const running = (await preview("job.running", { threshold: 600 })).backtest!;
    expect(running).toMatchObject({ firings: 1, firing_seconds: 20 * 60 });
    const { backtest } = await preview("fleet.offline", { threshold: 0 });
    expect(backtest!.parts).toMatchObject([{ grain: "hour" }]);
  });

  it("says so where no past is kept, and judges the worst of very many", async () => {
    expect(await preview("bot.zombie")).toMatchObject({ chart: null, backtest: null, notes: [expect.any(String)] });
    const bots = Array.from({ length: 120 }, (_, n) => `bot-${n}`);
    await report(bots.map((bot_id) => ({ ...job(2000, "succeeded"), bot_id })));
    await report([{ ...job(2000, "failed"), bot_id: "bot-77", data: { job_id: "x", status: "failed" } }]);
    const { backtest, notes } = await preview("job.success_rate", { operator: "<", threshold: 90 });
    expect(backtest).toMatchObject({ subjects: 100, of_subjects: 120, firings: 1 });
    expect(backtest!.newest[0]!.subject).toBe("bot:bot-77");
    expect(notes.join()).toContain("120");
  });

  it("is there for every metric, of an empty fleet and of one that has something, each and over all", async () => {
    for (const metric of METRIC_IDS) expect((await preview(metric)).breaching).toBeLessThan(2);
    await report([beat("press", 5), job(5, "succeeded"), sampled(5, 3)]);
    for (const metric of METRIC_IDS) {
      for (const scope of ["each", "fleet"] as const) await preview(metric, { scope, window_seconds: 300 });
    }
  });
});

describe("the history of a rule's subject", () => {
  it("is by the minute for a day, by the hour for longer", async () => {
    await report(minutes(200, 0).map((minute) => sampled(minute, minute)));
    const read = (hours: number) =>
      readRuleHistory(
        { db: connection.db, now: NOW, kept: KEPT },
        ruleOf("queue.pending"),
        { kind: "queue", id: "mail" },
        {
          from: new Date(NOW.getTime() - hours * 60 * MINUTE),
          to: NOW,
        },
      );
    const fine = await read(2);
    expect(fine).toMatchObject({ step_seconds: 60, threshold: 1, metric: { unit: "count" } });
    expect(fine.points.at(-31)!.value).toBe(30);
    expect(await read(48)).toMatchObject({ step_seconds: 3600 });
  });
});
