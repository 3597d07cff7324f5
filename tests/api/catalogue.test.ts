import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_DATA } from "@/lib/events/event";
import { databaseOf, type Query } from "../support/database-of";
import { postEvents } from "../support/http";
import { unfolded } from "../support/rollups";
import { startServer, type TestServer } from "../support/server";

const T0 = Math.floor((Date.now() - 3_600_000) / 60_000) * 60_000;
let server: TestServer;
let query: Query;

beforeAll(async () => {
  server = await startServer();
  query = databaseOf(server);
});
afterAll(() => server?.stop());

const newBot = () => `bot-${randomUUID().slice(0, 8)}`;
const time = (seconds: number) => new Date(T0 + seconds * 1000);

/** Reports one event of `bot`, `seconds` after the start of the tests' minute. */
async function report(bot: string, type: string, data: object, seconds = 0): Promise<void> {
  const event = { id: randomUUID(), type, bot_id: bot, time: time(seconds).toISOString(), data };
  expect((await postEvents(server.url, event)).body).toMatchObject({ accepted: 1, errors: [] });
}

/** What the rollups hold of a bot: `n/failed/cancelled sum` by `series label`, over all time. */
async function rollups(bot: string, view = "rollup_minute_live"): Promise<Record<string, string>> {
  const rows = await query<{ key: string; total: string }>(
    `select rtrim(series || ' ' || label) as key,
      sum(n) || '/' || sum(failed) || '/' || sum(cancelled) || coalesce(' ' || round(sum(sum)::numeric, 3)::float8, '') as total
     from ${unfolded(view)} as told where bot_id = $1 group by 1`,
    [bot],
  );
  return Object.fromEntries(rows.map(({ key, total }) => [key, total]));
}

async function row(table: string, bot: string): Promise<Record<string, unknown>> {
  const key = table === "bots" ? "id" : "bot_id";
  const rows = await query<Record<string, unknown>>(`select * from ${table} where ${key} = $1`, [bot]);
  expect(rows).toHaveLength(1);
  return rows[0]!;
}

describe("each type of the catalogue is logged, counted and seen in current state:", () => {
  const seen = new Set<string>();
  const it_ = (type: keyof typeof EVENT_DATA, check: (bot: string) => Promise<void>) =>
    it(type, async () => {
      const bot = newBot();
      await check(bot);
      expect(await query("select 1 from events where bot_id = $1 and type = $2", [bot, type])).not.toHaveLength(0);
      expect((await row("bots", bot)).last_seen_at).toBeInstanceOf(Date);
      seen.add(type);
    });

  it_("heartbeat", async (bot) => {
    const told = {
      status: "busy",
      current_job_id: "j",
      cpu_percent: 12.5,
      memory_bytes: 1024,
      version: "1",
      host: "h",
    };
    await report(bot, "heartbeat", { ...told, kind: "worker", name: "Bot", tags: ["a", "b"] });
    const { status, name, tags, ...same } = { ...told, kind: "worker", name: "Bot", tags: ["a", "b"] };
    expect(await row("bots", bot)).toMatchObject({
      ...same,
      reported_status: status,
      reported_name: name,
      reported_tags: tags,
      heartbeat_time: time(0),
    });
    expect(await rollups(bot)).toEqual({ heartbeat: "1/0/0", cpu: "1/0/0 12.5", memory: "1/0/0 1024" });
  });

  it_("job.queued", async (bot) => {
    await report(bot, "job.queued", { job_id: "j", queue: "q", job_type: "t", customer_id: "c" });
    expect(await row("job_runs", bot)).toMatchObject({
      attempt: 1,
      queue: "q",
      job_type: "t",
      customer_id: "c",
      queued_at: time(0),
      outcome: null,
    });
    expect(await rollups(bot)).toEqual({ "job_submitted t": "1/0/0" });
  });

  it_("job.started", async (bot) => {
    await report(bot, "job.started", { job_id: "j", queue: "q", job_type: "t", attempt: 2 });
    expect(await row("job_runs", bot)).toMatchObject({ attempt: 2, started_at: time(0), outcome: null });
    expect((await row("bots", bot)).last_queue).toBe("q");
    expect(await rollups(bot)).toEqual({ "job_retry t": "1/0/0" });
  });

  it_("job.progress", async (bot) => {
    await report(bot, "job.progress", { job_id: "j", percent: 40, note: "at it" });
    expect(await row("job_runs", bot)).toMatchObject({ attempt: 1, progress_percent: 40, progress_note: "at it" });
  });

  it_("job.finished", async (bot) => {
    const error = { type: "E", message: "m", stack: "s" };
    const measured = { duration_ms: 1500, cost_usd: 0.25, value_usd: -2, cpu_ms: 800, memory_peak_bytes: 4096 };
    await report(
      bot,
      "job.finished",
      { job_id: "j", status: "failed", job_type: "t", error, dead_lettered: true, ...measured },
      5,
    );
    expect(await row("job_runs", bot)).toMatchObject({
      ...measured,
      outcome: "failed",
      finished_at: time(5),
      error_type: "E",
      error_message: "m",
      error_stack: "s",
      dead_lettered: true,
    });
    expect(await rollups(bot)).toEqual({
      "job t": "1/1/0",
      "job_duration t": "1/0/0 1500",
      "job_submitted t": "1/0/0",
      "job_dead_letter t": "1/0/0",
      "job_cost t": "1/0/0 0.25",
      "job_value t": "1/0/0 -2",
      "job_cpu t": "1/0/0 800",
      "job_memory t": "1/0/0 4096",
    });
  });

  it_("message.processed", async (bot) => {
    const message = { user_id: "u", user_name: "Una", channel: "c", text: "hello" };
    await report(bot, "message.processed", { ...message, response_time_ms: 120 });
    await report(bot, "message.processed", { ...message, response_time_ms: 80, failed: true }, 1);
    expect(await row("user_days", bot)).toMatchObject({
      user_id: "u",
      user_name: "Una",
      messages: "2",
      failed: "1",
      response_time_sum_ms: 200,
      first_at: time(0),
      last_at: time(1),
    });
    expect(await rollups(bot)).toEqual({ "message c": "2/1/0 200" });
  });

  it_("request.handled", async (bot) => {
    const request = { method: "get", route: "/a/:id", duration_ms: 10 };
    await report(bot, "request.handled", { ...request, status_code: 200, cache: "hit" });
    await report(bot, "request.handled", { ...request, status_code: 503, cache: "miss" });
    expect(await rollups(bot)).toEqual({
      "request GET /a/:id 2xx": "1/0/0 10",
      "request GET /a/:id 5xx": "1/1/0 10",
      "request_cache GET /a/:id": "2/1/0",
    });
  });

  it_("queue.sampled", async (bot) => {
    const depths = { pending: 7, processing: 2, dead_letter: 1, oldest_age_seconds: 30 };
    await report(bot, "queue.sampled", { queue: "q", ...depths }, 10);
    await report(bot, "queue.sampled", { queue: "q", pending: 99 }, 5);
    expect(await row("queues", bot)).toMatchObject({ queue: "q", ...depths, sampled_at: time(10) });
    expect(await rollups(bot)).toEqual({
      "queue_pending q": "2/0/0 106",
      "queue_processing q": "1/0/0 2",
      "queue_dead_letter q": "1/0/0 1",
      "queue_oldest_age q": "1/0/0 30",
    });
  });

  it_("dependency.checked", async (bot) => {
    const check = (status: string, seconds: number) =>
      report(bot, "dependency.checked", { component: "redis", status, latency_ms: 3, detail: status }, seconds);
    for (const [at, status] of ["up", "up", "degraded", "down"].entries()) await check(status, at);
    await check("up", 1.5);
    expect(await row("dependencies", bot)).toMatchObject({
      component: "redis",
      status: "down",
      checked_at: time(3),
      changed_at: time(3),
    });
    expect(await rollups(bot)).toEqual({ "dependency redis": "5/1/0 15", "dependency_degraded redis": "1/0/0" });
  });

  it_("error.occurred", async (bot) => {
    await report(bot, "error.occurred", { message: "m", type: "TypeError", stack: "s", job_id: "j" });
    expect(await rollups(bot)).toEqual({ "error TypeError": "1/0/0" });
  });

  it_("metric.sampled", async (bot) => {
    await report(bot, "metric.sampled", { name: "depth", value: 3, labels: { b: "2", a: "1" } });
    await report(bot, "metric.sampled", { name: "depth", value: -1, labels: { a: "1", b: "2" }, unit: "m" });
    expect(await rollups(bot)).toEqual({ 'metric depth{a="1",b="2"}': "2/0/0 2" });
  });

  it("and there is no other", () => {
    expect([...seen].sort()).toEqual(Object.keys(EVENT_DATA).sort());
  });
});

describe("a job", () => {
  it("whose finish comes before its start counts at once, and its duration once that is known", async () => {
    const bot = newBot();
    await report(bot, "job.finished", { job_id: "j", status: "succeeded", job_type: "t" }, 30);
    expect(await rollups(bot)).toMatchObject({ "job t": "1/0/0" });
    expect(await rollups(bot)).not.toHaveProperty("job_duration t");
    await report(bot, "job.started", { job_id: "j", job_type: "t" }, 10);
    expect(await rollups(bot)).toMatchObject({ "job t": "1/0/0", "job_duration t": "1/0/0 20000" });
    await report(bot, "job.started", { job_id: "j", job_type: "t" }, 5);
    expect(await rollups(bot)).toEqual({
      "job t": "1/0/0",
      "job_duration t": "1/0/0 20000",
      "job_submitted t": "1/0/0",
    });
  });

  it("that is started twice lasts from the start that came first, whatever comes together", async () => {
    const bot = newBot();
    await report(bot, "job.started", { job_id: "j" }, 0);
    const event = (id: string, type: string, seconds: number, data: object) => ({
      id,
      type,
      bot_id: bot,
      time: time(seconds).toISOString(),
      data: { job_id: "j", ...data },
    });
    const both = [event("again", "job.started", 10, {}), event("end", "job.finished", 20, { status: "succeeded" })];
    expect((await postEvents(server.url, both)).body).toMatchObject({ accepted: 2 });
    expect(await row("job_runs", bot)).toMatchObject({ started_at: time(0), duration_ms: 20_000 });
    expect(await rollups(bot)).toMatchObject({ job: "1/0/0", job_duration: "1/0/0 20000" });
  });

  it("whose progress names no attempt is the latest one's, though that came in the same batch", async () => {
    const bot = newBot();
    const events = [
      { id: "a", type: "job.started", bot_id: bot, time: time(0).toISOString(), data: { job_id: "j", attempt: 2 } },
      { id: "b", type: "job.progress", bot_id: bot, time: time(1).toISOString(), data: { job_id: "j", percent: 30 } },
    ];
    expect((await postEvents(server.url, events)).body).toMatchObject({ accepted: 2 });
    expect(await row("job_runs", bot)).toMatchObject({ attempt: 2, progress_percent: 30 });
    expect(await rollups(bot)).toEqual({ job_retry: "1/0/0" });
  });

  it("ends once an attempt: a second end is logged and counts nothing", async () => {
    const bot = newBot();
    await report(bot, "job.finished", { job_id: "j", status: "failed", error: "first", duration_ms: 5 });
    await report(
      bot,
      "job.finished",
      { job_id: "j", status: "succeeded", duration_ms: 50, cost_usd: 1, dead_lettered: true },
      9,
    );
    expect(await row("job_runs", bot)).toMatchObject({
      outcome: "failed",
      error_message: "first",
      duration_ms: 5,
      cost_usd: null,
    });
    expect(await rollups(bot)).toEqual({ job: "1/1/0", job_duration: "1/0/0 5", job_submitted: "1/0/0" });
    expect(await query("select 1 from events where bot_id = $1", [bot])).toHaveLength(2);
  });

  it("that is tried again counts each attempt, one submission and the retries", async () => {
    const bot = newBot();
    for (const attempt of [1, 2, 3]) {
      await report(bot, "job.started", { job_id: "j", attempt }, attempt * 10);
      const status = attempt === 3 ? "cancelled" : "failed";
      await report(
        bot,
        "job.finished",
        { job_id: "j", attempt, status, dead_lettered: attempt === 2 },
        attempt * 10 + 1,
      );
    }
    expect(await rollups(bot)).toEqual({
      job: "3/2/1",
      job_duration: "3/0/0 3000",
      job_submitted: "1/0/0",
      job_retry: "2/0/0",
      job_dead_letter: "1/0/0",
    });
  });

  it("is counted the same in every grain, folded or not", async () => {
    const bot = newBot();
    await report(bot, "job.finished", { job_id: "j", status: "cancelled", job_type: "t", duration_ms: 7 });
    const views = ["minute", "hour", "day", "month"].map((grain) => rollups(bot, `rollup_${grain}_live`));
    for (const grain of await Promise.all(views)) {
      expect(grain).toEqual({ "job t": "1/0/1", "job_duration t": "1/0/0 7", "job_submitted t": "1/0/0" });
    }
  });
});
