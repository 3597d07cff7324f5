import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MetricId } from "@/lib/alerts/metric";
import { METRIC_IDS } from "@/lib/alerts/metric";
import { type RuleInput, ruleSchema } from "@/lib/alerts/rule";
import { readSamples } from "@/lib/alerts/samples";
import type { Connection } from "@/lib/db/client";
import { type ConnectedDatabase, connectedDatabase, ingestAt } from "../support/connected";

const NOW = new Date("2026-03-02T12:20:30Z");
const LONG_AGO = new Date(0);
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const ago = (minutes: number) => minutesAgo(minutes).toISOString();

let database: ConnectedDatabase;
let connection: Connection;

beforeEach(async () => {
  database = await connectedDatabase(NOW);
  connection = database.connection;
});
afterEach(() => database.drop());

const report = (events: Record<string, unknown>[], at = NOW) => ingestAt(connection, events, at);
const job = (bot_id: string, job_id: string, minutes: number, data: Record<string, unknown> = {}) => ({
  ...{ type: "job.finished", bot_id, time: ago(minutes) },
  data: { job_id, status: "succeeded", duration_ms: 1000, ...data },
});
const heartbeat = (bot_id: string, data: Record<string, unknown> = {}) => ({ type: "heartbeat", bot_id, data });
const ruleOf = (metric: MetricId, changes: Partial<RuleInput> = {}) => ({
  ...ruleSchema.parse({ name: metric, metric, operator: ">", threshold: 1, severity: "warning", ...changes }),
  ...{ id: "rule", shipped: false, revision: 1 },
});

/** Values by subject; null for no data, else the kind of the sample. */
async function measured(metric: MetricId, changes: Partial<RuleInput> = {}, listeningSince = LONG_AGO, now = NOW) {
  const samples = await readSamples({ db: connection.db, now, listeningSince }, [ruleOf(metric, changes)]);
  const found = samples.get("rule");
  if (!found || found === "error") throw new Error("The rule could not be measured.");
  return Object.fromEntries(
    found.map(({ subject, sample }) => [
      `${subject.kind}:${subject.id}`,
      sample.kind === "value" ? sample.value : sample.kind === "no_data" ? null : sample.kind,
    ]),
  );
}

describe("samples of jobs", () => {
  it("are of each bot over the window, of the job types that the rule picks", async () => {
    await report([
      ...["a", "b", "c"].map((id) => job("press", id, 5, { job_type: "zip" })),
      job("press", "d", 5, { job_type: "zip", status: "failed", duration_ms: 3000 }),
      job("press", "e", 5, { job_type: "hash", status: "failed" }),
      job("press", "f", 90, { job_type: "zip", status: "failed" }),
      heartbeat("idle"),
    ]);
    expect(await measured("job.success_rate", { selector: pick({ label: "zip" }) })).toEqual({
      "bot:press": 75,
      "bot:idle": null,
    });
    expect(await measured("job.failed")).toEqual({ "bot:press": 2, "bot:idle": 0 });
    expect(await measured("job.failed", { window_seconds: 7200 })).toMatchObject({ "bot:press": 3 });
    expect(await measured("job.avg_duration", { selector: pick({ label: "z*" }) })).toMatchObject({
      "bot:press": 1500,
    });
    expect((await measured("job.p95_duration"))["bot:press"]).toBeGreaterThan(2000);
    expect(await measured("job.throughput", { window_seconds: 600 })).toMatchObject({ "bot:press": 0.5 });
    expect(await measured("job.success_rate", { scope: "fleet" })).toEqual({ "fleet:": 60 });
  });

  it("tell how long the current one runs, and 0 where there is none", async () => {
    await report([{ type: "job.started", bot_id: "press", time: ago(11), data: { job_id: "long" } }], minutesAgo(11));
    await report([heartbeat("press", { status: "busy", current_job_id: "long" }), heartbeat("idle")]);
    expect(await measured("job.running")).toEqual({ "bot:press": 660, "bot:idle": 0 });
  });
});

describe("samples of a bot's life", () => {
  it("count silence by receipt, and not before Rollcall listened", async () => {
    await report([heartbeat("silent")], minutesAgo(10));
    await report([heartbeat("alive")]);
    expect(await measured("bot.silence")).toEqual({ "bot:silent": 600, "bot:alive": 0 });
    expect(await measured("bot.overdue")).toEqual({ "bot:silent": 480, "bot:alive": 0 });
    expect(await measured("bot.silence", {}, minutesAgo(3))).toEqual({ "bot:silent": 180, "bot:alive": 0 });
    expect(await measured("bot.silence", {}, minutesAgo(1))).toEqual({
      "bot:silent": "unknown",
      "bot:alive": "unknown",
    });
    expect(await measured("fleet.offline_share")).toEqual({ "fleet:": 50 });
    expect(await measured("fleet.silence")).toEqual({ "fleet:": 0 });
  });

  it("leave paused bots out, and those that the selector does not name", async () => {
    await report([
      heartbeat("press-1", { tags: ["eu", "gpu"], kind: "worker" }),
      heartbeat("press-2"),
      heartbeat("chat-1"),
    ]);
    await database.query("update bots set paused_at = now() where id = 'press-2'");
    const subjects = async (selector: object) =>
      Object.keys(await measured("bot.silence", { selector: pick(selector) }));
    expect(await subjects({})).toEqual(expect.arrayContaining(["bot:press-1", "bot:chat-1"]));
    expect(await subjects({ bots: ["press-*"] })).toEqual(["bot:press-1"]);
    expect(await subjects({ tags: ["gpu", "eu"], kinds: ["worker"] })).toEqual(["bot:press-1"]);
    expect(await subjects({ tags: ["gpu", "us"] })).toEqual([]);
  });
});

describe("samples of queues, dependencies, endpoints and metrics", () => {
  it("tell the newest of a queue, and nothing where it is stale", async () => {
    const sampled = (queue: string, minutes: number, data: object) => ({
      ...{ type: "queue.sampled", bot_id: "press", time: ago(minutes) },
      data: { queue, ...data },
    });
    await report([sampled("old", 30, { pending: 500 })], minutesAgo(30));
    await report([
      sampled("mail", 20, { pending: 10, dead_letter: 2 }),
      sampled("mail", 1, { pending: 120, dead_letter: 5 }),
    ]);
    expect(await measured("queue.pending")).toEqual({ "queue:mail": 120, "queue:old": null });
    expect(await measured("queue.dead_letter_growth")).toEqual({ "queue:mail": 3, "queue:old": null });
    expect(await measured("queue.pending", { scope: "fleet" })).toEqual({ "fleet:": 120 });
  });

  it("tell the worst that any bot says of a component", async () => {
    const checked = (bot_id: string, component: string, status: string) => ({
      ...{ type: "dependency.checked", bot_id, time: ago(1) },
      data: { component, status, latency_ms: 4 },
    });
    await report([checked("a", "postgres", "up"), checked("b", "postgres", "down"), checked("a", "redis", "up")]);
    expect(await measured("dependency.status")).toEqual({ "component:postgres": 2, "component:redis": 0 });
    expect(await measured("dependency.availability")).toEqual({ "component:postgres": 50, "component:redis": 100 });
  });

  it("are of each endpoint, and of each reported metric, also when they fell silent", async () => {
    const handled = (status_code: number, minutes = 2) => ({
      ...{ type: "request.handled", bot_id: "shop", time: ago(minutes) },
      data: { method: "GET", route: "/orders", status_code, duration_ms: 20 },
    });
    await report([handled(200), handled(200), handled(200), handled(503)]);
    await report([{ type: "metric.sampled", bot_id: "shop", time: ago(180), data: { name: "disk", value: 91 } }]);
    expect(await measured("route.error_rate")).toEqual({ "route:shop GET /orders": 25 });
    expect(await measured("request.rate", { window_seconds: 120 })).toEqual({ "bot:shop": 2 });
    expect(await measured("metric.max")).toEqual({ "metric:shop disk": null });
    expect(await measured("metric.max", { window_seconds: 86_400 })).toEqual({ "metric:shop disk": 91 });
  });
});

describe("after an absence of Rollcall", () => {
  it("shows no lack of what it could not hear, and still what there was too much of", async () => {
    await report([job("press", "a", 3), job("press", "b", 3)]);
    expect(await measured("job.ended", { operator: "<" }, minutesAgo(30))).toEqual({ "bot:press": "unknown" });
    expect(await measured("job.ended", { operator: ">" }, minutesAgo(30))).toEqual({ "bot:press": 2 });
    expect(await measured("job.ended", { operator: "<" }, minutesAgo(61))).toEqual({ "bot:press": 2 });
    expect(await measured("job.success_rate", { operator: "<" }, minutesAgo(30))).toEqual({ "bot:press": 100 });
  });
});

describe("every metric", () => {
  it("can be measured of an empty fleet and of one bot, each and over the fleet", async () => {
    const rules = METRIC_IDS.flatMap((metric) =>
      (["each", "fleet"] as const).map((scope) => ({ ...ruleOf(metric, { scope }), id: `${metric} ${scope}` })),
    );
    const read = () => readSamples({ db: connection.db, now: NOW, listeningSince: LONG_AGO }, rules);
    expect([...(await read()).values()]).not.toContain("error");
    await report([heartbeat("press"), job("press", "a", 1)]);
    const samples = await read();
    expect([...samples.values()]).not.toContain("error");
    for (const metric of METRIC_IDS) expect(samples.get(`${metric} fleet`)).toHaveLength(1);
  });

  it("that cannot be read is an error of its own, and the others go on", async () => {
    await report([heartbeat("press")]);
    await database.query("drop view rollup_minute_live cascade");
    const rules = [ruleOf("job.failed"), { ...ruleOf("bot.silence"), id: "other" }];
    const samples = await readSamples({ db: connection.db, now: NOW, listeningSince: LONG_AGO }, rules);
    expect(samples.get("rule")).toBe("error");
    expect(samples.get("other")).toEqual([expect.objectContaining({ sample: { kind: "value", value: 0 } })]);
  });
});

function pick(selector: object) {
  return { bots: [], tags: [], kinds: [], label: null, ...selector };
}
