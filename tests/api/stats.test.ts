import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotHour, type BotStats, botStatsAnswer } from "@/lib/stats/bot-stats";
import { call, postEvents } from "../support/http";
import { type JobEvent, jobHistory, wire } from "../support/job-history";
import { type ReferenceRun, referenceRuns } from "../support/job-reference";
import { type Random, seededRandom } from "../support/random";
import { startServer, type TestServer } from "../support/server";
import { eventually } from "../support/wait";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const JOBS = 1200;
const WRITERS = 8;
const BOT = "bot-stats";

let server: TestServer;
let runs: ReferenceRun[];

beforeAll(async () => {
  server = await startServer();
  const random = seededRandom(20_260_302);
  const events = Array.from({ length: JOBS }, (_, n) =>
    jobHistory(random, BOT, `job-${n}`, Date.now() - random.whole(5, 23) * HOUR_MS),
  ).flat();
  runs = [...referenceRuns(events).values()].filter((run) => run.finished_at !== null);
  await reportInDisorder(events, random);
}, 120_000);
afterAll(() => server?.stop());

/** Every event at least once, 30 % twice, shuffled over the batches of several writers at once. */
async function reportInDisorder(events: readonly JobEvent[], random: Random): Promise<void> {
  const sent = random.shuffled([...events, ...events.filter(() => random.chance(0.3))]);
  const batches: JobEvent[][] = [];
  while (sent.length > 0) batches.push(sent.splice(0, random.whole(1, 200)));
  let counted = 0;
  const write = async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      const { status, body } = await eventually(async () => {
        const answer = await postEvents(server.url, batch.map(wire));
        // Of a batch of one bot nothing is stored where it waited too long for the others.
        return answer.status !== 503 && answer;
      });
      expect([status, body.dropped]).toEqual([200, 0]);
      counted += body.accepted;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  expect(counted).toBe(events.length);
}

async function stats(query: string, path = `/api/bots/${BOT}/stats`): Promise<BotStats> {
  const { status, body } = await call(`${server.url}${path}?${query}`);
  expect(status).toBe(200);
  return botStatsAnswer.parse(body);
}

const newBot = () => `bot-${crypto.randomUUID()}`;
const hourOf = (ms: number) => new Date(Math.floor(ms / HOUR_MS) * HOUR_MS).toISOString().replace(".000", "");
const countOf = (some: readonly ReferenceRun[], outcome: string) =>
  some.filter((run) => run.outcome === outcome).length;

/** What exact arithmetic over the runs themselves says. */
function reference(some: readonly ReferenceRun[]) {
  const [succeeded, failed] = [countOf(some, "succeeded"), countOf(some, "failed")];
  const durations = durationsOf(some);
  const sum = durations.reduce((total, ms) => total + ms, 0);
  return {
    total: some.length,
    succeeded,
    failed,
    success_rate: succeeded + failed === 0 ? null : Math.round((1000 * succeeded) / (succeeded + failed)) / 10,
    avg_duration_ms: durations.length === 0 ? null : Math.round(sum / durations.length),
  };
}

const durationsOf = (some: readonly ReferenceRun[]) => some.map((run) => run.duration_ms).filter((ms) => ms !== null);

/** As PostgreSQL's percentile_cont has it. */
function percentile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const from = sorted[below]!;
  return from + (position - below) * ((sorted[below + 1] ?? from) - from);
}

function expectWithin2Percent(found: number | null, values: readonly number[], fraction: number): void {
  if (values.length === 0) {
    expect(found).toBeNull();
    return;
  }
  const wanted = percentile(values, fraction);
  // Answers are whole milliseconds.
  expect(Math.abs(found! - wanted)).toBeLessThanOrEqual(0.02 * wanted + 0.5);
}

const figuresOf = ({ hour: _, p95_duration_ms: __, partial: ___, ...figures }: BotHour) => figures;

describe("1,200 jobs, reported shuffled, twice and at once", () => {
  it("are counted to the unit, in all and in every hour", async () => {
    const found = await stats("hours=24");
    const { total, ...figures } = reference(runs);
    const durations = durationsOf(runs);
    expect(found).toMatchObject({
      ...{ bot_id: BOT, period_hours: 24, total_jobs: total, cancelled: countOf(runs, "cancelled"), ...figures },
      ...{ min_duration_ms: Math.round(Math.min(...durations)), max_duration_ms: Math.round(Math.max(...durations)) },
    });
    expect(found.hourly_performance.length).toBeGreaterThanOrEqual(24);
    for (const hour of found.hourly_performance) {
      expect(figuresOf(hour)).toEqual(reference(runs.filter((run) => hourOf(run.finished_at!) === hour.hour)));
    }
  });

  it("have percentiles within 2 %, in all and in every hour", async () => {
    const found = await stats("hours=24");
    const durations = durationsOf(runs);
    expectWithin2Percent(found.p50_duration_ms, durations, 0.5);
    expectWithin2Percent(found.p90_duration_ms, durations, 0.9);
    expectWithin2Percent(found.p95_duration_ms, durations, 0.95);
    expectWithin2Percent(found.p99_duration_ms, durations, 0.99);
    for (const hour of found.hourly_performance) {
      const inHour = runs.filter((run) => hourOf(run.finished_at!) === hour.hour);
      expectWithin2Percent(hour.p95_duration_ms, durationsOf(inHour), 0.95);
    }
  });

  it("are told alike under both paths, by the list, and in part by a part of the time", async () => {
    const under = await stats("hours=24");
    expect((await stats("hours=24", `/bots/${BOT}/stats`)).hourly_performance).toEqual(under.hourly_performance);
    const { body } = await call<{ bots: Record<string, unknown>[] }>(`${server.url}/api/bots?q=${BOT}`);
    const { success_rate, p95_duration_ms } = under;
    expect(body.bots[0]).toMatchObject({ success_rate, p95_duration_ms });

    const [from, to] = [under.hourly_performance[4]!.hour, under.hourly_performance[9]!.hour];
    const part = await stats(`from=${from}&to=${to}`);
    expect(part.period_hours).toBe(5);
    expect(part.hourly_performance).toEqual(under.hourly_performance.slice(4, 9));
    expect(part.total_jobs).toBe(part.hourly_performance.reduce((sum, hour) => sum + hour.total, 0));
  });

  it("fall into the hours of a zone whose hours begin at half past", async () => {
    const found = await stats("hours=24&tz=Asia/Kolkata");
    const halfPast = (run: ReferenceRun) => {
      const start = Math.floor((run.finished_at! - 30 * MINUTE_MS) / HOUR_MS) * HOUR_MS + 30 * MINUTE_MS;
      return new Date(start).toISOString().replace(".000", "");
    };
    expect(found.total_jobs).toBe(runs.length);
    for (const hour of found.hourly_performance) {
      expect(figuresOf(hour)).toEqual(reference(runs.filter((run) => halfPast(run) === hour.hour)));
    }
  });

  it("end with the last 50, newest first", async () => {
    const { recent_jobs } = await stats("hours=1");
    expect(recent_jobs).toHaveLength(50);
    const newest = runs.toSorted((a, b) => b.finished_at! - a.finished_at!).slice(0, 50);
    expect(recent_jobs.map((job) => Date.parse(job.processed_at))).toEqual(newest.map((run) => run.finished_at));
    expect(recent_jobs[0]).toMatchObject({ status: newest[0]!.outcome, error: newest[0]!.error_message });
  });
});

describe("a bot's statistics", () => {
  it("count the open hour at once and say that it is not over", async () => {
    const bot = newBot();
    await postEvents(server.url, {
      ...{ type: "job.finished", bot_id: bot },
      data: { job_id: "a", status: "failed", duration_ms: 4000, error: { type: "Timeout", message: "gave up" } },
    });
    const found = await stats("hours=1", `/api/bots/${bot}/stats`);
    expect(found.hourly_performance.at(-1)).toMatchObject({ total: 1, failed: 1, success_rate: 0, partial: true });
    expect(found.recent_jobs[0]).toMatchObject({
      duration_ms: 4000,
      duration_formatted: "4s",
      error: "gave up",
      attempt: 1,
    });
  });

  it("count a late start's duration in the hour of the end, and a cancelled job in no rate", async () => {
    const finish = Date.now() - 3 * HOUR_MS;
    const bot = newBot();
    const about = { bot_id: bot, data: { job_id: "a", status: "cancelled" } };
    await postEvents(server.url, { ...about, type: "job.finished", time: new Date(finish).toISOString() });
    expect(await stats("", `/api/bots/${bot}/stats`)).toMatchObject({
      total_jobs: 1,
      avg_duration_ms: null,
      success_rate: null,
    });
    await postEvents(server.url, { ...about, type: "job.started", time: new Date(finish - 5000).toISOString() });
    const found = await stats("", `/api/bots/${bot}/stats`);
    expect(found).toMatchObject({
      total_jobs: 1,
      cancelled: 1,
      avg_duration_ms: 5000,
      p99_duration_ms: 5000,
      success_rate: null,
    });
    expect(found.hourly_performance.find((hour) => hour.total > 0)?.hour).toBe(hourOf(finish));
  });

  it("are refused without a key, of an unknown bot, and for a period that makes no sense", async () => {
    const status = async (path: string, key?: string | null) => (await call(`${server.url}${path}`, { key })).status;
    expect(await status(`/api/bots/${BOT}/stats`, null)).toBe(401);
    expect(await status("/bots/nobody/stats")).toBe(404);
    expect(await status("/api/bots/%00/stats")).toBe(400);
    for (const query of [
      "hours=0",
      "hours=2161",
      "hours=x",
      "from=now",
      "tz=Nowhere",
      "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
    ]) {
      const {
        status: found,
        headers,
        body,
      } = await call<{ errors: { path: string }[] }>(`${server.url}/bots/${BOT}/stats?${query}`);
      expect([query, found, headers.get("content-type")]).toEqual([query, 400, "application/problem+json"]);
      expect(body.errors[0]?.path).toBe(query.split("=")[0]);
    }
  });
});
