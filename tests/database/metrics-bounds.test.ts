import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deleteBot } from "@/lib/bots/store";
import { type Connection, connect } from "@/lib/db/client";
import { parseEnv } from "@/lib/env";
import { ingest, keepPartitions } from "@/lib/events/ingest";
import { keepRetention } from "@/lib/retention/keep";
import { foldRollups } from "@/lib/rollups/fold";
import { readMetrics } from "@/lib/telemetry/metrics/read";
import { accepted } from "../support/events";
import { countSeries, parseExposition, type ScrapedFamily, seriesValue } from "../support/exposition";
import { freshDatabase, type TestDatabase } from "../support/postgres";

// What is dropped, and what cannot be read, is logged at length.
process.env.LOG_LEVEL = "silent";

const DAY_MS = 86_400_000;
const NOW = new Date("2026-03-30T12:00:00Z");
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY_MS);

let database: TestDatabase;
let connection: Connection;

beforeEach(async () => {
  database = await freshDatabase();
  connection = await connect(parseEnv({ DATABASE_URL: database.url }));
});
afterEach(async () => {
  await connection.close();
  await database.drop();
});

/** Nothing is remembered of the database but what it holds. */
async function restart(): Promise<void> {
  await connection.close();
  connection = await connect(parseEnv({ DATABASE_URL: database.url }));
}

async function scrape(now: Date): Promise<Map<string, ScrapedFamily>> {
  return parseExposition(await read(now), "text");
}

function read(now: Date): Promise<string> {
  const { db } = connection;
  return readMetrics({ db, now, rawDays: 7, connection, buffer: { held: 0 }, feed: { clients: 0 } }, "text");
}

/** Takes events in at an instant, which is also when they happened. */
async function report(at: Date, events: Record<string, unknown>[]): Promise<void> {
  const { db, send } = connection;
  await keepPartitions({ db, now: () => at, rawDays: 7 });
  const raw = events.map((event, n) => accepted({ id: `${at.getTime()}-${n}`, time: at.toISOString(), ...event }, at));
  await ingest({ db, send, now: () => at, rawDays: 7 }, raw);
}

const work = (bot_id: string, job_id: string) => [
  {
    ...{ type: "job.finished", bot_id },
    data: { job_id, job_type: "press", status: "succeeded", duration_ms: 400, value_usd: 1.5 },
  },
  { type: "job.finished", bot_id, data: { job_id: `${job_id}b`, status: "failed", duration_ms: 90_000, attempt: 2 } },
  { type: "message.processed", bot_id, data: { user_id: "u", response_time_ms: 20 } },
  { type: "error.occurred", bot_id, data: { message: "jam", type: "Jam" } },
];

/** Counters and histograms of the fleet by series. */
function counted(families: ReadonlyMap<string, ScrapedFamily>): Map<string, number> {
  const found = new Map<string, number>();
  for (const [name, { type, samples }] of families) {
    if (!/^(bot|worker|job)_/.test(name) || type === "gauge") continue;
    for (const { name: sample, labels, value } of samples) found.set(`${sample} ${JSON.stringify(labels)}`, value);
  }
  return found;
}

describe("counters", () => {
  it("never fall, over restarts, months, and all that retention drops", async () => {
    const settings = { RETENTION_MONTHLY_MONTHS: "1" };
    let before = new Map<string, number>();
    for (let month = 0; month < 6; month++) {
      const at = inDays(month * 30);
      await report(at, work("press", `job-${month}`));
      for (const step of ["as it came", "folded", "restarted", "swept", "restarted again", "later"]) {
        if (step === "folded") await foldRollups(connection);
        if (step.startsWith("restarted")) await restart();
        if (step === "swept") {
          await keepRetention({ db: connection.db, now: () => at }, { env: parseEnv(settings) });
        }
        const now = counted(await scrape(step === "later" ? inDays(month * 30 + 25) : at));
        for (const [series, value] of before) {
          expect(now.get(series), `${series}, month ${month}, ${step}`).toBeGreaterThanOrEqual(value);
        }
        before = now;
      }
    }
    const months = await database.query<{ n: string }>("select count(distinct bucket) as n from rollup_month");
    expect(Number(months[0]?.n)).toBeLessThanOrEqual(2);
    const end = await scrape(inDays(151));
    expect(seriesValue(end, "bot_jobs_processed_total", { bot: "press", status: "succeeded" })).toBe(6);
    expect(seriesValue(end, "bot_messages_processed_total", { bot: "press" })).toBe(6);
    expect(seriesValue(end, "bot_business_value_usd_total", { bot: "press" })).toBe(9);
    expect(seriesValue(end, "bot_job_duration_seconds_bucket", { bot: "press", le: "0.5" })).toBe(6);
    expect(seriesValue(end, "bot_job_duration_seconds_count", { bot: "press" })).toBe(12);
    expect(seriesValue(end, "bot_job_duration_seconds_sum", { bot: "press" })).toBeCloseTo(542.4);
    expect(seriesValue(end, "job_submissions_total", { job_type: "press" })).toBe(6);
  });

  it("tell a deleted bot no more, and begin anew where it comes again", async () => {
    await report(inDays(-60), work("press", "old"));
    await report(NOW, work("press", "new"));
    const jobs = (found: Map<string, ScrapedFamily>) =>
      seriesValue(found, "bot_jobs_processed_total", { bot: "press", status: "succeeded" });
    await foldRollups(connection);
    expect(jobs(await scrape(NOW))).toBe(2);
    await connection.db.transaction((tx) => deleteBot(tx, "press"));
    expect(jobs(await scrape(inDays(0.1)))).toBeUndefined();
    await report(inDays(0.2), work("press", "again"));
    expect(jobs(await scrape(inDays(0.3)))).toBe(1);
  });
});

describe("5,000 bots, 300 queues and 200 job types", () => {
  it("stay within 10,000 series, and what has no label of its own is told as other", async () => {
    await database.query(CROWD, [NOW]);
    const found = await scrape(NOW);
    expect(countSeries(found)).toBeLessThanOrEqual(10_000);
    expect(found.get("bot_up")?.samples).toHaveLength(1001);
    expect(seriesValue(found, "bot_up", { bot: "bot-1" })).toBe(1);
    // One of the rest is offline.
    expect(seriesValue(found, "bot_up", { bot: "other" })).toBe(0);
    expect(seriesValue(found, "rollcall_series_truncated")).toBeGreaterThan(4000);
    for (const name of ["bot_jobs_processed_total", "worker_jobs_processed_total", "bot_job_duration_seconds_count"]) {
      const { samples } = found.get(name.replace(/_count$/, "")) ?? { samples: [] };
      const all = samples.filter((sample) => sample.name === name).reduce((sum, { value }) => sum + value, 0);
      expect(all, name).toBe(15_000);
    }
    const { samples } = found.get("job_submissions_total") ?? { samples: [] };
    expect(samples).toHaveLength(41);
    expect(samples.reduce((sum, { value }) => sum + value, 0)).toBe(5000);
    expect(found.get("queue_oldest_job_age_seconds")?.samples).toHaveLength(101);
    expect(seriesValue(found, "queue_oldest_job_age_seconds", { queue: "other" })).toBe(300);
  });

  it("keep the labels of their bots over a restart, and newcomers take nobody's", async () => {
    await database.query(CROWD, [NOW]);
    const labelled = async (now: Date) =>
      [...counted(await scrape(now)).keys()].filter((key) => /"bot":"bot-/.test(key));
    const before = await labelled(NOW);
    await report(inDays(0.001), [
      ...work("a-newcomer", "1"),
      { type: "heartbeat", bot_id: "another", data: { kind: "worker" } },
    ]);
    await restart();
    expect(await labelled(inDays(0.002))).toEqual(before);
  });
});

it("one reading serves all who scrape at once, and none who comes later", async () => {
  const texts = await Promise.all(Array.from({ length: 8 }, () => read(NOW)));
  expect(new Set(texts).size).toBe(1);
  await report(NOW, work("press", "1"));
  expect((await scrape(NOW)).get("bot_up")?.samples).toHaveLength(1);
});

describe("a part that cannot be read", () => {
  it("leaves its families out, is counted, and harms no other", async () => {
    await report(NOW, work("press", "1"));
    await database.query("alter table queues rename to gone");
    const found = await scrape(NOW);
    expect(found.has("system_queue_depth")).toBe(false);
    expect(found.has("customer_impact_score")).toBe(true);
    expect(found.has("http_requests_in_progress")).toBe(true);
    expect(seriesValue(found, "rollcall_metrics_errors_total", { part: "queues" })).toBeGreaterThanOrEqual(1);
    await database.query("alter table gone rename to queues");
    expect((await scrape(inDays(0.1))).has("system_queue_depth")).toBe(true);
  });

  it("is every part of the fleet while the database is away, and the process still tells of itself", async () => {
    await database.drop();
    const found = await scrape(NOW);
    expect(found.has("bot_up")).toBe(false);
    expect(seriesValue(found, "rollcall_database_up")).toBe(0);
    expect(found.has("process_cpu_seconds_total")).toBe(true);
  });
});

/** 5,000 workers with three jobs each, of which each type has its share; the last is offline; $1 is now. */
const CROWD = `
  with bot as (
    insert into bots (id, kind, first_seen_at, last_seen_at, last_heartbeat_at, memory_bytes, cpu_percent)
    select 'bot-' || n, 'worker', $1::timestamptz - interval '2 days' + n * interval '1 second',
      case when n = 5000 then $1::timestamptz - interval '1 day' else $1 end, $1, n, n % 100
    from generate_series(1, 5000) as n returning id
  ),
  month as (
    insert into rollup_month (bot_id, series, label, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist)
    select 'bot-' || n, 'job', 'type-' || n % 200, month_of($1), 3, 1, 1, 3, 1, 30000, 10000, 10000,
      array[(hist_bucket(10000) << 32) | 3]
    from generate_series(1, 5000) as n
  ),
  day as (
    insert into rollup_hour (bot_id, series, label, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist)
    select 'bot-' || n, 'job', 'type-' || n % 200, hour_of($1), 3, 1, 1, 3, 1, 30000, 10000, 10000,
      array[(hist_bucket(10000) << 32) | 3]
    from generate_series(1, 5000) as n
  )
  insert into queues (bot_id, queue, pending, processing, dead_letter, oldest_age_seconds, sampled_at, received_at)
  select 'bot-1', 'queue-' || lpad(n::text, 3, '0'), n, 1, 0, n, $1, $1 from generate_series(1, 300) as n`;
