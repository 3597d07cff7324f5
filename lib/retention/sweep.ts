import { type SQL, sql } from "drizzle-orm";
import type { Tier } from "./tier";

/** A table whose old rows are deleted batch by batch. */
export interface Sweep {
  tier: Tier;
  table: string;
  /** Columns of the primary key. */
  key: readonly string[];
  /** Selects the keys of at most `limit` rows that are older than the cutoff, by an index, and locks them. */
  doomed(cutoff: Date, limit: number): SQL;
  /** Counts the rows that are older than the cutoff. */
  count(cutoff: Date): SQL;
}

const ROLLUP_KEY = ["bot_id", "series", "bucket", "label"];

/**
 * All tables that retention sweeps. Rows that somebody works on (ingest, another retention) are skipped, so that nobody
 * waits for anybody; the next run finds them.
 */
export const SWEEPS: readonly Sweep[] = [
  // Before the partitions: a resend must not be given a time whose partition is gone.
  {
    tier: "raw",
    table: "event_times",
    key: ["bot_id", "event_id"],
    doomed: (cutoff, limit) =>
      sql`select bot_id, event_id from event_times where "time" < ${cutoff} limit ${limit} for update skip locked`,
    count: (cutoff) => sql`select count(*) as rows from event_times where "time" < ${cutoff}`,
  },
  // Ended runs by one index, open ones, which are few, by another.
  {
    tier: "raw",
    table: "job_runs",
    key: ["bot_id", "job_id", "attempt"],
    doomed: (cutoff, limit) => sql`
      select * from (
        select run.* from bots cross join lateral (
          select bot_id, job_id, attempt from job_runs
          where bot_id = bots.id and finished_at < ${cutoff} and updated_at < ${cutoff}
          limit ${limit} for update skip locked
        ) as run
      ) as ended
      union all
      select * from (
        select bot_id, job_id, attempt from job_runs where finished_at is null and updated_at < ${cutoff}
        limit ${limit} for update skip locked
      ) as open
      limit ${limit}`,
    count: (cutoff) => sql`
      select count(*) as rows from job_runs
      where (finished_at is null or finished_at < ${cutoff}) and updated_at < ${cutoff}`,
  },
  rollup("minute", "rollup_minute"),
  rollup("hour", "rollup_hour"),
  rollup("day", "rollup_day"),
  rollup("month", "rollup_month"),
  fleet("minute"),
  fleet("hour"),
  fleet("day"),
  fleet("month"),
  {
    tier: "day",
    table: "user_days",
    key: ["bot_id", "day", "user_id"],
    doomed: (cutoff, limit) => sql`
      select bot_id, day, user_id from user_days where day < ${dayOf(cutoff)}::date
      limit ${limit} for update skip locked`,
    count: (cutoff) => sql`select count(*) as rows from user_days where day < ${dayOf(cutoff)}::date`,
  },
  // Notices and what became of them are kept as long as hours.
  {
    tier: "hour",
    table: "delivery_attempts",
    key: ["id"],
    doomed: (cutoff, limit) => sql`
      select id from delivery_attempts where "at" < ${cutoff} limit ${limit} for update skip locked`,
    count: (cutoff) => sql`select count(*) as rows from delivery_attempts where "at" < ${cutoff}`,
  },
  {
    tier: "hour",
    table: "deliveries",
    key: ["id"],
    doomed: (cutoff, limit) => sql`
      select id from deliveries where created_at < ${cutoff} and status <> 'pending'
      limit ${limit} for update skip locked`,
    count: (cutoff) => sql`
      select count(*) as rows from deliveries where created_at < ${cutoff} and status <> 'pending'`,
  },
];

function rollup(tier: Tier, table: string): Sweep {
  const grain = sql.identifier(table);
  // The index leads with the series: step from one to the next instead of reading it whole.
  const eachSeries = sql`
    with recursive known (series) as (
      (select series from ${grain} order by series limit 1)
      union all
      select (select next.series from ${grain} as next where next.series > known.series order by next.series limit 1)
      from known where known.series is not null
    )`;
  return {
    tier,
    table,
    key: ROLLUP_KEY,
    doomed: (cutoff, limit) => sql`${eachSeries}
      select cell.* from known cross join lateral (
        select bot_id, series, bucket, label from ${grain} as r
        where r.series = known.series and r.bucket < ${cutoff}
        limit ${limit} for update skip locked
      ) as cell limit ${limit}`,
    count: (cutoff) => sql`${eachSeries}
      select coalesce(sum(cell.rows), 0) as rows from known cross join lateral (
        select count(*) as rows from ${grain} as r where r.series = known.series and r.bucket < ${cutoff}
      ) as cell`,
  };
}

/** The cells of all bots together go when those of the bots do. */
function fleet(grain: Tier): Sweep {
  const old = (cutoff: Date) => sql`grain = ${grain} and bucket < ${cutoff}`;
  return {
    tier: grain,
    table: "rollup_fleet",
    key: ["grain", "series", "bucket"],
    doomed: (cutoff, limit) =>
      sql`select grain, series, bucket from rollup_fleet where ${old(cutoff)} limit ${limit} for update skip locked`,
    count: (cutoff) => sql`select count(*) as rows from rollup_fleet where ${old(cutoff)}`,
  };
}

const dayOf = (instant: Date) => instant.toISOString().slice(0, 10);
