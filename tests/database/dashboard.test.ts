import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "@/lib/db/client";
import { foldRollups } from "@/lib/rollups/fold";
import { readDebugMetrics } from "@/lib/stats/dashboard/debug-metrics";
import { readDashboard } from "@/lib/stats/dashboard/read";
import { type Dashboard, dashboardAnswer } from "@/lib/stats/dashboard/schema";
import { selectPartHours, selectWholeHours } from "@/lib/stats/dashboard/store";
import { windowAt } from "@/lib/stats/dashboard/window";
import { type ConnectedDatabase, connectedDatabase, ingestAt } from "../support/connected";
import { seededRandom } from "../support/random";

const NOW = new Date("2026-03-02T12:20:30Z");
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SELF = { runtime: "Node 20.0.0", uptimeSeconds: 90, memoryBytes: 3 * 1_048_576, cpuPercent: 1.5 };

type Sent = {
  type: string;
  bot_id: string;
  time: string;
  data: Record<string, unknown>;
};

let database: ConnectedDatabase;
let connection: Connection;

const open = async () => {
  database = await connectedDatabase(NOW);
  connection = database.connection;
};
const close = () => database.drop();
const report = async (events: Record<string, unknown>[], at = NOW) => {
  for (let from = 0; from < events.length; from += 400) {
    await ingestAt(connection, events.slice(from, from + 400), at);
  }
};
/** Each look is a moment of its own, since a second's answers are one. */
const look = (at = NOW) => readDashboard({ db: connection.db, now: at }, SELF);
const ago = (seconds: number, at = NOW) => new Date(at.getTime() - seconds * 1000).toISOString();

describe("the dashboard's figures of work", () => {
  const sent = work();
  let told: Dashboard;

  beforeAll(async () => {
    await open();
    await report(sent.slice(0, sent.length / 2));
    await foldRollups({ db: connection.db });
    await report(sent.slice(sent.length / 2));
    told = await look();
  });
  afterAll(close);

  it("have the shape that the API promises", () => {
    expect(dashboardAnswer.strict().safeParse(told).error).toBeUndefined();
  });

  it.each(["messages", "jobs", "requests"] as const)(
    "count the %s of the last 24 hours and those before, to the minute",
    (kind) => {
      const expected = reference(sent.filter((event) => event.type === TYPES[kind]));
      expect(expected.last_24h).toBeGreaterThan(100);
      expect(told[kind]).toMatchObject(expected);
    },
  );

  it.each(["messages", "jobs", "requests"] as const)(
    "cut the %s at the hours of UTC, each beside the same a day before",
    (kind) => {
      const { hours, last_24h, previous_24h } = told[kind];
      expect(hours).toHaveLength(25);
      expect([hours[0]!.from, hours.at(-1)!.to]).toEqual(["2026-03-01T12:21:00Z", "2026-03-02T12:21:00Z"]);
      expect(hours.reduce((sum, hour) => sum + hour.count, 0)).toBe(last_24h);
      expect(hours.reduce((sum, hour) => sum + hour.previous, 0)).toBe(previous_24h);
      const own = sent.filter((event) => event.type === TYPES[kind]);
      for (const hour of hours) {
        const [from, to] = [Date.parse(hour.from), Date.parse(hour.to)];
        expect([hour.from, hour.count]).toEqual([hour.from, between(own, from, to).length]);
        expect([hour.from, hour.previous]).toEqual([hour.from, between(own, from - DAY_MS, to - DAY_MS).length]);
      }
    },
  );

  it("are told by the debug metrics too", async () => {
    const messages = sent.filter((event) => event.type === "message.processed");
    const users = (from: number) =>
      new Set(between(messages, from, NOW.getTime() + 1).map((event) => `${event.bot_id} ${event.data.user_id}`)).size;
    expect(await readDebugMetrics({ db: connection.db, now: NOW }, SELF)).toEqual({
      timestamp: "2026-03-02T12:20:30Z",
      uptime: 90,
      messages: {
        total: messages.length,
        last_hour: told.messages.last_hour,
        last_24h: told.messages.last_24h,
        avg_response_time: told.messages.avg_ms,
      },
      users: {
        total: users(0),
        active_today: users(Date.UTC(2026, 2, 2)),
        active_this_week: users(NOW.getTime() - 7 * DAY_MS),
      },
      system: { memory_mb: 3, cpu_percent: 1.5, database_connections: expect.any(Number) },
    });
    expect(told.users).toEqual({
      active_30m: users(NOW.getTime() - 30 * MINUTE_MS),
      active_today: users(Date.UTC(2026, 2, 2)),
      active_7d: users(NOW.getTime() - 7 * DAY_MS),
    });
  });
});

const TYPES = { messages: "message.processed", jobs: "job.finished", requests: "request.handled" } as const;
const between = (events: Sent[], from: number, to: number) =>
  events.filter(({ time }) => Date.parse(time) >= from && Date.parse(time) < to);

/** Messages, jobs and requests of four bots over three days. */
function work(): Sent[] {
  const random = seededRandom(7).next;
  return Array.from({ length: 2400 }, (_, n) => {
    const time = new Date(NOW.getTime() - Math.floor(random() * 3 * DAY_MS)).toISOString();
    const [bot_id, ms] = [`bot-${n % 4}`, Math.ceil(random() * 4000)];
    if (n % 3 === 0)
      return {
        type: TYPES.requests,
        bot_id,
        time,
        data: { method: "GET", route: "/", status_code: random() < 0.1 ? 500 : 200, duration_ms: ms },
      };
    if (n % 3 === 1)
      return {
        type: TYPES.messages,
        bot_id,
        time,
        data: {
          user_id: `user-${Math.floor(random() * 300)}`,
          failed: random() < 0.1,
          ...(random() < 0.9 && { response_time_ms: ms }),
        },
      };
    const status = random() < 0.8 ? "succeeded" : random() < 0.5 ? "failed" : "cancelled";
    return {
      type: TYPES.jobs,
      bot_id,
      time,
      data: { job_id: `job-${n}`, status, ...(random() < 0.9 && { duration_ms: ms }) },
    };
  });
}

/** The figures of one kind of work, from what was sent. */
function reference(own: Sent[]) {
  const end = Date.UTC(2026, 2, 2, 12, 21);
  const [current, previous] = [between(own, end - DAY_MS, end), between(own, end - 2 * DAY_MS, end - DAY_MS)];
  const failed = (events: Sent[]) =>
    events.filter(({ data }) => data.failed === true || data.status === "failed" || data.status_code === 500).length;
  const cancelled = (events: Sent[]) => events.filter(({ data }) => data.status === "cancelled").length;
  const rate = (events: Sent[]) => {
    const judged = events.length - cancelled(events);
    return Math.round(((judged - failed(events)) * 1000) / judged) / 10;
  };
  const durations = (events: Sent[]) =>
    events.map(({ data }) => data.duration_ms ?? data.response_time_ms).filter((ms) => typeof ms === "number");
  const mean = (events: Sent[]) =>
    Math.round(durations(events).reduce((sum, ms) => sum + ms, 0) / durations(events).length);
  const touched = durations(between(own, Date.UTC(2026, 2, 1, 12), end)).sort((a, b) => a - b);
  const percentile = (fraction: number) => {
    const exact = touched[Math.round(fraction * (touched.length - 1))]!;
    return expect.toSatisfy((ms: number) => Math.abs(ms - exact) <= exact * 0.03, `about ${exact}`);
  };
  return {
    last_24h: current.length,
    previous_24h: previous.length,
    change_percent: Math.round(((current.length - previous.length) * 1000) / previous.length) / 10,
    last_hour: between(own, end - HOUR_MS, end).length,
    failed_24h: failed(current),
    cancelled_24h: cancelled(current),
    success_rate: rate(current),
    previous_success_rate: rate(previous),
    avg_ms: mean(current),
    previous_avg_ms: mean(previous),
    p50_ms: percentile(0.5),
    p95_ms: percentile(0.95),
  };
}

describe("the dashboard", () => {
  beforeEach(open);
  afterEach(close);

  it.each([0, 30, 59])("takes the running hour for one that is not over in its minute %i", async (minute) => {
    const at = new Date(Date.UTC(2026, 2, 2, 12, minute, 30));
    const message = { type: "message.processed", bot_id: "chat", time: ago(1, at), data: { user_id: "u" } };
    await report([message], at);
    const cellsBy = async (select: typeof selectWholeHours) => {
      const cells = await select(connection.db, ["message"], windowAt(at));
      return cells.map(({ hour, n }) => [new Date(hour).toISOString(), n]);
    };
    expect(await cellsBy(selectWholeHours)).toEqual([]);
    expect(await cellsBy(selectPartHours)).toEqual([["2026-03-02T12:00:00.000Z", 1]]);
  });

  it("says nothing is there before the first bot, and keeps its answer for a moment", async () => {
    const first = await look();
    // Degraded where the machine stands still for a tenth of a second.
    const status = expect.stringMatching(/^(ok|degraded)$/);
    expect(first).toMatchObject({
      status,
      rollcall: { started_at: "2026-03-02T12:19:00Z", uptime_seconds: 90, memory_mb: 3 },
      database: { status, version: expect.stringMatching(/^\d+/) },
      dependencies: [],
      fleet: { bots: { total: 0 }, availability: { percent: null, bots: 0 } },
      messages: { last_24h: 0, change_percent: null, success_rate: null, avg_ms: null, p95_ms: null },
      queues: { totals: { queues: 0, pending: null }, deepest: [] },
      attention: { total: 0, bots: [] },
    });
    await report([{ type: "heartbeat", bot_id: "late" }]);
    expect((await look(new Date(NOW.getTime() + 999))).fleet.bots.total).toBe(0);
    expect((await look(new Date(NOW.getTime() + 3000))).fleet.bots.total).toBe(1);
  });

  it("shows what bots depend on by component, the worst that any bot says first, and what it was checked by", async () => {
    const check = (bot_id: string, component: string, status: string, seconds: number, more = {}) => ({
      ...{ type: "dependency.checked", bot_id, time: ago(seconds) },
      data: { component, status, ...more },
    });
    await report([check("a", "search", "up", 9000)], new Date(NOW.getTime() - 9_000_000));
    await report([check("a", "mail", "down", 300, { detail: "refused" })]);
    await report([
      check("a", "database", "up", 120, { latency_ms: 2 }),
      check("a", "mail", "down", 60, { latency_ms: 10, detail: "refused again" }),
      check("b", "mail", "up", 50, { latency_ms: 30 }),
      check("b", "database", "degraded", 40, { latency_ms: 901 }),
    ]);
    const { status, dependencies } = await look();
    expect(status).toBe("degraded");
    expect(dependencies.map((each) => [each.component, each.status])).toEqual([
      ["mail", "down"],
      ["database", "degraded"],
      ["search", "unknown"],
    ]);
    expect(dependencies[0]).toMatchObject({
      since: "2026-03-02T12:15:30Z",
      latency_ms: 20,
      availability_24h: 33.33,
      checks_24h: { total: 3, down: 2, degraded: 0 },
      bots: { up: 1, degraded: 0, down: 1, unknown: 0 },
      checks: [
        { bot_id: "a", status: "down", latency_ms: 10, detail: "refused again", changed_at: "2026-03-02T12:15:30Z" },
        { bot_id: "b", status: "up", latency_ms: 30, detail: null },
      ],
    });
    expect(dependencies[1]).toMatchObject({ availability_24h: 100, checks_24h: { total: 2, down: 0, degraded: 1 } });
  });

  it("names the bots that need attention, the most urgent kind first, and why", async () => {
    const heard = (bot_id: string, seconds: number) =>
      report(
        [{ type: "heartbeat", bot_id, data: { status: "idle", kind: "worker" } }],
        new Date(NOW.getTime() - seconds * 1000),
      );
    await heard("gone", 3600);
    await heard("gone-long", 7200);
    await report(
      [{ type: "job.started", bot_id: "stuck", time: ago(1200), data: { job_id: "slow" } }],
      new Date(NOW.getTime() - 1_200_000),
    );
    await report([
      { type: "heartbeat", bot_id: "stuck", data: { status: "busy", current_job_id: "slow" } },
      { type: "job.finished", bot_id: "failing", data: { job_id: "a", status: "succeeded", duration_ms: 700_000 } },
      { type: "job.finished", bot_id: "well", data: { job_id: "a", status: "failed", duration_ms: 70_000 } },
      ...["a", "b", "c"].map((job_id) => ({
        type: "job.finished",
        bot_id: "unlucky",
        data: { job_id, status: job_id === "b" ? "succeeded" : "failed" },
      })),
    ]);
    await database.query("update bots set max_failures = 1, failure_window = 3 where id = 'unlucky'");
    const { attention, fleet } = await look();
    expect(attention.by_problem).toEqual({ stuck: 1, zombie: 0, offline: 2, failing: 2 });
    expect(attention.total).toBe(5);
    expect(attention.bots.map(({ id, problem, reason }) => [id, problem, reason])).toEqual([
      ["stuck", "stuck", "Job slow has made no progress for 20m 0s; the limit is 10m 0s."],
      ["gone", "offline", expect.stringContaining("Nothing heard for 1h 0m")],
      ["gone-long", "offline", expect.stringContaining("Nothing heard for 2h 0m")],
      ["failing", "failing", "It took 11m 40s; the limit is 10m 0s."],
      ["unlucky", "failing", "2 of the last 3 failed; 1 are allowed."],
    ]);
    expect(fleet.bots).toMatchObject({ total: 6, stuck: 1, offline: 2, idle: 3 });
  });

  it("computes availability from heartbeats, hour by hour, against the time each bot was known", async () => {
    const known = new Date(NOW.getTime() - 2 * DAY_MS);
    await report(
      [
        { type: "heartbeat", bot_id: "half" },
        { type: "heartbeat", bot_id: "mute" },
      ],
      known,
    );
    // With 30 s and 90 s of grace 30 heartbeats vouch for an hour; more than that vouch for no more.
    const beats = (hour: number, count: number) =>
      Array.from({ length: count }, (_, beat) => ({
        ...{ type: "heartbeat", bot_id: "half" },
        time: new Date(Date.UTC(2026, 2, 1, hour) + beat * MINUTE_MS).toISOString(),
      }));
    await report([...beats(14, 30), ...beats(16, 60), ...beats(20, 15)]);
    await report([{ type: "message.processed", bot_id: "silent", data: { user_id: "u" } }]);
    const { percent, bots } = (await look()).fleet.availability;
    expect(bots).toBe(2);
    const knownSeconds = NOW.getTime() / 1000 - Date.UTC(2026, 2, 1, 12, 21) / 1000;
    expect(percent).toBe(Math.floor((2.5 * 3600 * 10_000) / (2 * knownSeconds)) / 100);
  });

  it("counts the silence since the last heartbeat as such at once, however many came before", async () => {
    const at = (hour: number, minute: number) => new Date(Date.UTC(2026, 2, 2, hour, minute));
    const beats = Array.from({ length: 120 }, (_, beat) => ({
      ...{ type: "heartbeat", bot_id: "lost" },
      time: at(10, beat).toISOString(),
    }));
    await report([{ type: "heartbeat", bot_id: "lost" }], at(10, 0));
    await report(beats, at(11, 20));
    // Known since 10:00, and vouched for until 11:22.
    const knownSeconds = (NOW.getTime() - at(10, 0).getTime()) / 1000;
    expect((await look()).fleet.availability.percent).toBe(Math.floor((82 * 60 * 10_000) / knownSeconds) / 100);
  });
});
