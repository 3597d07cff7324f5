import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "@/lib/db/client";
import { parseEnv } from "@/lib/env";
import { keepRetention } from "@/lib/retention/keep";
import { listRetention } from "@/lib/retention/log";
import type { Dropped } from "@/lib/retention/store";
import { foldRollups } from "@/lib/rollups/fold";
import { readBotStats } from "@/lib/stats/bot-stats";
import { parseStatsRange } from "@/lib/stats/range";
import { type ConnectedDatabase, connectedDatabase, ingestAt } from "../support/connected";
import { pause } from "../support/wait";

// What is dropped is logged at length.
process.env.LOG_LEVEL = "silent";

const DAY_MS = 86_400_000;
const NOW = new Date("2026-03-02T12:00:00Z");
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY_MS);

let database: ConnectedDatabase;
let connection: Connection;

beforeEach(async () => {
  database = await connectedDatabase(NOW);
  connection = database.connection;
});

afterEach(() => database.drop());

const ingest = (at: Date, events: Record<string, unknown>[]) => ingestAt(connection, events, at);

describe("retention", () => {
  it("lets raw rows older than 7 days go and leaves the 90-day chart unchanged", async () => {
    await ingestWeek();
    await foldRollups(connection);
    const before = await chart("hour");
    expect(before.length).toBeGreaterThan(100);
    const statsBefore = await ninetyDays();
    expect(statsBefore.total_jobs).toBe(RUNS / 2);

    await keep(9);
    expect(await counts("events", "job_runs", "event_times")).toEqual([0, 0, 0]);
    expect(await chart("hour")).toEqual(before);
    await keep(83);
    expect(await chart("hour")).toEqual(before);
    expect(await ninetyDays()).toEqual(statsBefore);
    expect(await counts("bots")).toEqual([2]);
  });

  it("keeps days for two years, months for ever, and never lets go what is not folded yet", async () => {
    await ingestWeek();
    const [hours, days, months] = [await chart("hour"), await chart("day"), await chart("month")];
    await keep(98);
    expect(await counts("rollup_deltas", "rollup_minute", "rollup_hour")).toEqual([0, 0, 0]);
    expect(hours.length).toBeGreaterThan(0);
    expect(await chart("day")).toEqual(days);
    expect((await counts("user_days"))[0]).toBeGreaterThan(0);
    await keep(738);
    expect(await counts("rollup_day", "user_days")).toEqual([0, 0]);
    await keep(10_000);
    expect(await chart("month")).toEqual(months);
  });

  it("drops months too where a number of them is set", async () => {
    await ingestWeek();
    await keep(0, { RETENTION_MONTHLY_MONTHS: "1" });
    const buckets = () => database.query<{ bucket: Date }>("select distinct bucket from rollup_month order by 1");
    expect((await buckets()).map(({ bucket }) => bucket.toISOString().slice(0, 7))).toEqual(["2026-02", "2026-03"]);
    await keep(31, { RETENTION_MONTHLY_MONTHS: "1" });
    expect((await buckets()).map(({ bucket }) => bucket.toISOString().slice(0, 7))).toEqual(["2026-03"]);
  });

  it("carries months on in the order of their keys, so that two at once do not wait for each other", async () => {
    await database.query(`
      insert into rollup_month (bot_id, series, label, bucket, n, failed, cancelled)
      select 'bot-' || n % 50, 'job', 'label-' || n, '2025-01-01Z', 1, 0, 0 from generate_series(1, 3000) as n`);
    await database.query("analyze rollup_month");
    await database.query("create table carried_in_turn (turn serial, bot_id text, series text, label text)");
    await database.query(`
      create function note_turn() returns trigger language plpgsql as $$ begin
        insert into carried_in_turn (bot_id, series, label) values (new.bot_id, new.series, new.label);
        return new;
      end $$`);
    await database.query(
      "create trigger note before insert on rollup_carried for each row execute function note_turn()",
    );
    await keep(0, { RETENTION_MONTHLY_MONTHS: "1" });
    const keys = (order: string) =>
      database.query(`select bot_id, series, label from carried_in_turn order by ${order}`);
    const inTurn = await keys("turn");
    expect(inTurn).toHaveLength(3000);
    expect(inTurn).toEqual(await keys("bot_id, series, label"));
  });

  it("says in a dry run what it would drop, drops nothing, and then drops exactly that and logs it", async () => {
    await ingestWeek();
    await foldRollups(connection);
    const rows = await counts("events", "job_runs", "rollup_minute", "retention_log");
    const foreseen = await keep(9, {}, true);
    expect(foreseen).toMatchObject({ dryRun: true, folded: 0, partitionsMade: 0 });
    expect(await counts("events", "job_runs", "rollup_minute", "retention_log")).toEqual(rows);

    const done = await keep(9);
    expect(sorted(done.dropped)).toEqual(sorted(foreseen.dropped));
    expect(done.complete).toBe(true);
    const { entries } = await listRetention(connection, { limit: 200 });
    expect(entries.every((entry) => entry.ranAt.getTime() === inDays(9).getTime())).toBe(true);
    expect(sorted(entries.map(({ id: _, ranAt: __, ...dropped }) => dropped as Dropped))).toEqual(sorted(done.dropped));
    expect(done.dropped.find(({ target }) => target === "events_p20260301")?.rows).toBeGreaterThan(0);

    expect((await keep(9)).dropped).toEqual([]);
  });

  it("comes to the same four times at once as once", async () => {
    await ingestWeek();
    const runs = await Promise.all([keep(9), keep(9), keep(9), keep(9)]);
    await keep(9);
    expect(await counts("events", "job_runs", "event_times", "rollup_minute")).toEqual([0, 0, 0, 0]);
    const targets = runs.flatMap((run) => run.dropped.map(({ target }) => target));
    const partitions = targets.filter((target) => target.startsWith("events_p"));
    expect(new Set(partitions).size).toBe(partitions.length);
    const logged = await database.query<{ rows: string }>(
      "select sum(rows_dropped) as rows from retention_log where target = 'job_runs'",
    );
    expect(Number(logged[0]?.rows)).toBe(RUNS);
  });

  it("keeps a partition that somebody reads, without holding up ingest, and drops it the next time", async () => {
    await ingestWeek();
    const reader = new pg.Client({ connectionString: database.url });
    reader.on("error", () => {});
    await reader.connect();
    await reader.query("begin; select count(*) from events");
    const keeping = keep(9);
    let slowest = 0;
    for (let round = 0; round < 15; round++) {
      const start = performance.now();
      await ingest(inDays(9), [{ id: `while-${round}`, type: "heartbeat", bot_id: "bot-1" }]);
      slowest = Math.max(slowest, performance.now() - start);
      await pause(50);
    }
    expect((await keeping).complete).toBe(false);
    expect(slowest).toBeLessThan(2500);
    await reader.end();
    expect((await keep(9)).complete).toBe(true);
    expect(await database.query("select 1 from events where time < $1", [inDays(2)])).toEqual([]);
  });

  it("makes no partition that it has just dropped, where the raw tier is part of a day", async () => {
    const half = { RETENTION_RAW_DAYS: "0.5" };
    await keep(0.2, half);
    const again = await keep(0.2, half);
    expect(again).toMatchObject({ partitionsMade: 0, dropped: [] });
  });

  it("keeps an old run that is still heard of", async () => {
    await ingest(NOW, [{ type: "job.started", bot_id: "bot-1", data: { job_id: "long" } }]);
    await ingest(NOW, [{ type: "job.started", bot_id: "bot-1", data: { job_id: "silent" } }]);
    await ingest(NOW, [{ type: "job.queued", bot_id: "bot-1", data: { job_id: "waiting" } }]);
    await ingest(inDays(5), [{ type: "job.progress", bot_id: "bot-1", data: { job_id: "long", percent: 50 } }]);
    await keep(8);
    expect(await database.query("select job_id from job_runs")).toEqual([{ job_id: "long" }]);
  });
});

const RUNS = 400;

/** 400 job runs and as many messages of two bots over the six days before now, across the end of a month; some without a time. */
async function ingestWeek(): Promise<void> {
  const events = Array.from({ length: RUNS }, (_, n) => {
    const time = new Date(NOW.getTime() - (n / RUNS) * 6 * DAY_MS).toISOString();
    const bot_id = `bot-${1 + (n % 2)}`;
    const data = { job_id: `job-${n}`, status: n % 9 ? "succeeded" : "failed", duration_ms: 1000 + n };
    const message = { user_id: `user-${n % 30}`, response_time_ms: n };
    return [
      { id: `job-${n}`, type: "job.finished", bot_id, time, data },
      { id: `message-${n}`, type: "message.processed", bot_id, data: message, ...(n % 5 ? { time } : {}) },
    ];
  });
  await ingest(NOW, events.flat());
}

const keep = (days: number, env: Record<string, string> = {}, dryRun = false) =>
  keepRetention({ db: connection.db, now: () => inDays(days) }, { env: parseEnv(env), dryRun });

/** A bot's figures over the 90 days that end 83 days from now; its recent jobs are raw rows and go. */
async function ninetyDays() {
  const now = inDays(83);
  const range = parseStatsRange({ hours: "2160" }, now);
  const { recent_jobs: _, ...figures } = await readBotStats({ db: connection.db, now }, "bot-1", range);
  return figures;
}

/** What the chart of a grain is drawn from. */
function chart(grain: "hour" | "day" | "month"): Promise<Record<string, unknown>[]> {
  return database.query(`
    select bot_id, series, label, bucket, sum(n) as n, sum(failed) as failed, sum(sum) as sum, min(min) as min, max(max) as max,
      (select array_agg(cell order by cell) from (
        select e >> 32 || 'x' || sum(e & 4294967295) as cell from rollup_${grain}_live as l cross join unnest(l.hist) as e
        where (l.bot_id, l.series, l.label, l.bucket) = (r.bot_id, r.series, r.label, r.bucket) group by e >> 32
      ) as cells) as hist
    from rollup_${grain}_live as r group by 1, 2, 3, 4 order by 1, 2, 3, 4`);
}

async function counts(...tables: string[]): Promise<number[]> {
  const found: number[] = [];
  for (const table of tables) {
    found.push(Number((await database.query<{ n: string }>(`select count(*) as n from ${table}`))[0]?.n));
  }
  return found;
}

const sorted = (dropped: Dropped[]) => [...dropped].sort((a, b) => (a.target < b.target ? -1 : 1));
