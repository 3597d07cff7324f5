import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/client";
import type { Series } from "../../rollups/series";
import { CELL_MS, type Reading, type RollupGrain } from "./source";

/** What a series counted in one bucket of a period. */
export interface CourseCell {
  series: Series;
  /** Of the bucket, from 0. */
  place: number;
  n: number;
  failed: number;
  cancelled: number;
  measured: number;
  sumMs: number;
  /** Null where they are not known, too. */
  minMs: number | null;
  maxMs: number | null;
  /** As stored: see rollups/histogram.ts. */
  hist: string[] | null;
}

/** What to read: series of a bot or of all, cut at limits. */
export interface Course {
  botId: string | null;
  reading: Reading;
  /** Starts of the buckets, and the end of the last. */
  limits: readonly Date[];
}

/**
 * Counts of series by bucket; buckets in which nothing was counted are left out. A cell of the rollup belongs to the bucket
 * that its middle is in; what is moved is taken from the bucket of its day's noon and added to its own.
 * @param timed the series whose histograms are wanted
 */
export async function selectCourse(
  db: Database,
  { botId, reading, limits }: Course,
  series: readonly Series[],
  timed: readonly Series[],
): Promise<CourseCell[]> {
  const cellsOf = (source: RollupGrain, sign: 1 | -1, middle: SQL, where: SQL) => sql`
      select series, ${placeOf(middle, limits)} as place, ${sign}::bigint as sign, n, failed, cancelled, measured, sum, min, max,
        case when series = any(${sql.param(timed)}::text[]) then hist end as hist
      from ${rowsOf(source, botId)} where series = any(${sql.param(series)}::text[]) and ${where}`;
  const parts = [cellsOf(reading.source, 1, middleOf(reading.source), within(reading))];
  if (reading.moved.length > 0) {
    const moved = sql`bucket = any(${instants(reading.moved)})`;
    const inside = (middle: SQL) => sql`${middle} >= ${instant(reading.from)} and ${middle} < ${instant(reading.to)}`;
    const [own, noon] = [middleOf("hour"), sql`(day_of(bucket) + interval '12 hours')`];
    parts.push(cellsOf("hour", 1, own, sql`${moved} and ${inside(own)}`));
    parts.push(cellsOf("hour", -1, noon, sql`${moved} and ${inside(noon)}`));
  }
  const answer = await db.execute<CourseCell & Record<string, unknown>>(sql`
    with part as materialized (${sql.join(parts, sql` union all `)}),
    cell as (
      select series, place, element >> 32 as b, sum(sign * (element & 4294967295))::bigint as c
      from part cross join lateral unnest(hist) as element group by 1, 2, 3
    ),
    histogram as (select series, place, array_agg((b << 32) | least(c, 4294967295)) as hist from cell where c > 0 group by 1, 2),
    figure as (
      select series, place, sum(sign * n) as n, sum(sign * failed) as failed, sum(sign * cancelled) as cancelled,
        sum(sign * measured) as measured, sum(sign * sum) as total, min(min) as low, max(max) as high, min(sign) as least
      from part group by 1, 2
    )
    select f.series, f.place, f.n::float8 as n, f.failed::float8 as failed, f.cancelled::float8 as cancelled,
      f.measured::float8 as measured, coalesce(f.total, 0)::float8 as "sumMs",
      case when f.least > 0 then f.low end as "minMs", case when f.least > 0 then f.high end as "maxMs", h.hist
    from figure as f left join histogram as h using (series, place)
    order by f.series, f.place`);
  return answer.rows;
}

/** How often a series counted in one cell of a rollup. */
export interface CellCount {
  series: Series;
  /** Start of the cell, in epoch ms. */
  at: number;
  n: number;
}

/** Counts of series by hour or minute, over the bots asked for. */
export async function selectCellCounts(
  db: Database,
  botId: string | null,
  reading: Reading,
  series: readonly Series[],
): Promise<CellCount[]> {
  const answer = await db.execute<CellCount & Record<string, unknown>>(sql`
    select series, extract(epoch from bucket)::float8 * 1000 as at, sum(n)::float8 as n
    from ${rowsOf(reading.source, botId)}
    where series = any(${sql.param(series)}::text[]) and n > 0 and ${within(reading)}
    group by 1, 2`);
  return answer.rows;
}

/** The cells of a bot, or of all: they are kept added up. */
function rowsOf(source: RollupGrain, botId: string | null): SQL {
  if (botId === null) return sql`${sql.identifier(`fleet_${source}_live`)}`;
  return sql`(select * from ${sql.identifier(`rollup_${source}_live`)} where bot_id = ${botId}) as own`;
}

const instant = (date: Date): SQL => sql`${date.toISOString()}::timestamptz`;
const instants = (dates: readonly Date[]): SQL =>
  sql`${sql.param(dates.map((date) => date.toISOString()))}::timestamptz[]`;
/** The cells whose middle is in a span. */
const within = ({ source, from, to }: Reading): SQL => {
  const halfBefore = (at: Date) => instant(new Date(at.getTime() - CELL_MS[source] / 2));
  return sql`bucket >= ${halfBefore(from)} and bucket < ${halfBefore(to)}`;
};
const middleOf = (source: RollupGrain): SQL => sql`(bucket + ${`${CELL_MS[source] / 2} milliseconds`}::interval)`;
/** The bucket of a cell, from 0; what is before the first is in the first. */
const placeOf = (middle: SQL, limits: readonly Date[]): SQL =>
  sql`least(greatest(width_bucket(${middle}, ${instants(limits)}) - 1, 0), ${limits.length - 2}::integer)`;
