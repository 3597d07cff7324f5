import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../db/client";
import { SERIES, type Series } from "./series";

/** From `from` (inclusive) to `to` (exclusive). */
export interface Span {
  from: Date;
  to: Date;
}

/** Hours, and the finest grain that is needed to tell them: hours of UTC, or hours shifted against them. */
export interface HourSpan extends Span {
  /** How far the hours begin after those of UTC, in ms; 0 to less than an hour. Others than 0 need the minute grain. */
  shiftMs: number;
}

/** A bot's jobs in one hour. Durations are of the runs whose duration is known. */
export interface JobHour {
  /** Its start, in epoch ms. */
  hour: number;
  ended: number;
  failed: number;
  cancelled: number;
  measured: number;
  sumMs: number | null;
  minMs: number | null;
  maxMs: number | null;
  /** As stored: see histogram.ts. */
  hist: string[] | null;
}

/** The hours of a span in which a bot's jobs ended, oldest first; hours without jobs are left out. */
export async function selectJobHours(db: Database, botId: string, span: HourSpan): Promise<JobHour[]> {
  const answer = await db.execute<JobHour & Record<string, unknown>>(sql`
    with part as materialized (
      select ${hourOf(span)} as hour, n, failed, cancelled, measured, sum, min, max, hist
      from ${span.shiftMs === 0 ? sql`rollup_hour_live` : sql`rollup_minute_live`}
      where bot_id = ${botId} and series = ${SERIES.job} and ${within(span)}
    ),
    cell as (
      select hour, element >> 32 as b, sum(element & 4294967295)::bigint as c
      from part cross join lateral unnest(hist) as element group by 1, 2
    ),
    histogram as (select hour, array_agg((b << 32) | least(c, 4294967295)) as hist from cell group by 1),
    figure as (
      select hour, sum(n) as ended, sum(failed) as failed, sum(cancelled) as cancelled, sum(measured) as measured,
        sum(sum) as total, min(min) as low, max(max) as high
      from part group by 1
    )
    select extract(epoch from f.hour)::float8 * 1000 as hour, f.ended::float8 as ended, f.failed::float8 as failed,
      f.cancelled::float8 as cancelled, f.measured::float8 as measured, f.total as "sumMs", f.low as "minMs", f.high as "maxMs", h.hist
    from figure as f left join histogram as h using (hour)
    order by f.hour`);
  return answer.rows;
}

/** How many jobs of a bot ended in an hour, and how. */
export interface JobCount {
  botId: string;
  /** Start of the hour, in epoch ms. */
  hour: number;
  ended: number;
  failed: number;
  cancelled: number;
}

/** Ended jobs by bot and hour of UTC; hours without jobs are left out. @param botIds null for every bot */
export async function selectJobCounts(db: Database, botIds: readonly string[] | null, span: Span): Promise<JobCount[]> {
  const answer = await db.execute<JobCount & Record<string, unknown>>(sql`
    select bot_id as "botId", extract(epoch from bucket)::float8 * 1000 as hour, sum(n)::float8 as ended,
      sum(failed)::float8 as failed, sum(cancelled)::float8 as cancelled
    from rollup_hour_live
    where ${ofBots(botIds)} and series = ${SERIES.job} and n > 0 and ${within(span)}
    group by bot_id, bucket`);
  return answer.rows;
}

/** A bot's ended jobs in a span. */
export interface JobTotal {
  botId: string;
  ended: number;
  failed: number;
  cancelled: number;
  /** Start of the first hour with jobs, in epoch ms. */
  firstHour: number;
}

/** Ended jobs of every bot; bots without jobs in the span are left out. */
export async function selectJobTotals(db: Database, span: Span): Promise<JobTotal[]> {
  const answer = await db.execute<JobTotal & Record<string, unknown>>(sql`
    select bot_id as "botId", sum(n)::float8 as ended, sum(failed)::float8 as failed, sum(cancelled)::float8 as cancelled,
      extract(epoch from min(bucket))::float8 * 1000 as "firstHour"
    from rollup_hour_live
    where series = ${SERIES.job} and n > 0 and ${within(span)}
    group by bot_id`);
  return answer.rows;
}

/** The durations of a bot's jobs in a span. */
export interface JobDurations {
  botId: string;
  minMs: number;
  maxMs: number;
  hist: string[] | null;
}

/** Durations by bot; bots without a measured run are left out. @param botIds null for every bot */
export async function selectJobDurations(
  db: Database,
  botIds: readonly string[] | null,
  span: Span,
): Promise<JobDurations[]> {
  const answer = await db.execute<JobDurations & Record<string, unknown>>(sql`
    with part as materialized (
      select bot_id, min, max, hist from rollup_hour_live
      where ${ofBots(botIds)} and series = ${SERIES.job} and measured > 0 and ${within(span)}
    ),
    cell as (
      select bot_id, element >> 32 as b, sum(element & 4294967295)::bigint as c
      from part cross join lateral unnest(hist) as element group by 1, 2
    ),
    histogram as (select bot_id, array_agg((b << 32) | least(c, 4294967295)) as hist from cell group by 1),
    extreme as (select bot_id, min(min) as low, max(max) as high from part group by 1)
    select e.bot_id as "botId", e.low as "minMs", e.high as "maxMs", h.hist
    from extreme as e left join histogram as h using (bot_id)`);
  return answer.rows;
}

/** How often a series counted in a span, over all bots. */
export interface SeriesCount {
  series: Series;
  n: number;
  failed: number;
  /** Of these, in the last part of the span. */
  recentN: number;
  recentFailed: number;
}

/** Counts of series over all bots, from the minute grain. @param recent start of the last part */
export async function selectSeriesCounts(
  db: Database,
  series: readonly Series[],
  span: Span,
  recent: Date,
): Promise<SeriesCount[]> {
  const isRecent = sql`bucket >= ${instant(recent)}`;
  const answer = await db.execute<SeriesCount & Record<string, unknown>>(sql`
    select series, sum(n)::float8 as n, sum(failed)::float8 as failed,
      coalesce(sum(n) filter (where ${isRecent}), 0)::float8 as "recentN",
      coalesce(sum(failed) filter (where ${isRecent}), 0)::float8 as "recentFailed"
    from fleet_minute_live
    where series = any(${sql.param(series)}::text[]) and ${within(span)}
    group by series`);
  return answer.rows;
}

const instant = (date: Date): SQL => sql`${date.toISOString()}::timestamptz`;
const within = (span: Span): SQL => sql`bucket >= ${instant(span.from)} and bucket < ${instant(span.to)}`;
const hourOf = (span: HourSpan): SQL =>
  sql`date_bin('1 hour', bucket, ${instant(new Date(Date.UTC(2000, 0, 1) + span.shiftMs))})`;
const ofBots = (botIds: readonly string[] | null): SQL =>
  botIds === null ? sql`true` : sql`bot_id = any(${sql.param(botIds)}::text[])`;
