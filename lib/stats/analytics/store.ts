import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/client";
import type { Series } from "../../rollups/series";
import { CELL_MS, type Piece, type RollupGrain } from "./source";

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
  minMs: number | null;
  maxMs: number | null;
  /** As stored: see rollups/histogram.ts. */
  hist: string[] | null;
}

/** What to read: series of a bot or of all, piece by piece, cut at limits. */
export interface Course {
  botId: string | null;
  pieces: readonly Piece[];
  /** Starts of the buckets, and the end of the last. */
  limits: readonly Date[];
}

/**
 * Counts of series by bucket; buckets in which nothing was counted are left out. A cell of the rollup belongs to the bucket
 * that its middle is in.
 * @param timed the series whose histograms are wanted
 */
export async function selectCourse(
  db: Database,
  { botId, pieces, limits }: Course,
  series: readonly Series[],
  timed: readonly Series[],
): Promise<CourseCell[]> {
  const parts = pieces.map(
    (piece) => sql`
      select series, ${placeOf(piece.source, limits)} as place, n, failed, cancelled, measured, sum, min, max,
        case when series = any(${sql.param(timed)}::text[]) then hist end as hist
      from ${ROLLUPS[piece.source]}
      where ${ofBot(botId)} and series = any(${sql.param(series)}::text[]) and ${within(piece)}`,
  );
  const answer = await db.execute<CourseCell & Record<string, unknown>>(sql`
    with part as materialized (${sql.join(parts, sql` union all `)}),
    cell as (
      select series, place, element >> 32 as b, sum(element & 4294967295)::bigint as c
      from part cross join lateral unnest(hist) as element group by 1, 2, 3
    ),
    histogram as (select series, place, array_agg((b << 32) | c) as hist from cell group by 1, 2),
    figure as (
      select series, place, sum(n) as n, sum(failed) as failed, sum(cancelled) as cancelled, sum(measured) as measured,
        sum(sum) as total, min(min) as low, max(max) as high
      from part group by 1, 2
    )
    select f.series, f.place, f.n::float8 as n, f.failed::float8 as failed, f.cancelled::float8 as cancelled,
      f.measured::float8 as measured, coalesce(f.total, 0)::float8 as "sumMs", f.low as "minMs", f.high as "maxMs", h.hist
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
  piece: Piece,
  series: readonly Series[],
): Promise<CellCount[]> {
  const answer = await db.execute<CellCount & Record<string, unknown>>(sql`
    select series, extract(epoch from bucket)::float8 * 1000 as at, sum(n)::float8 as n
    from ${ROLLUPS[piece.source]}
    where ${ofBot(botId)} and series = any(${sql.param(series)}::text[]) and n > 0 and ${within(piece)}
    group by 1, 2`);
  return answer.rows;
}

const ROLLUPS: Record<RollupGrain, SQL> = {
  minute: sql`rollup_minute_live`,
  hour: sql`rollup_hour_live`,
  day: sql`rollup_day_live`,
  month: sql`rollup_month_live`,
};

const instant = (date: Date): SQL => sql`${date.toISOString()}::timestamptz`;
const instants = (dates: readonly Date[]): SQL =>
  sql`${sql.param(dates.map((date) => date.toISOString()))}::timestamptz[]`;
const ofBot = (botId: string | null): SQL => (botId === null ? sql`true` : sql`bot_id = ${botId}`);
/** The cells whose middle is in a piece. */
const within = ({ source, from, to }: Piece): SQL => {
  const halfBefore = (at: Date) => instant(new Date(at.getTime() - CELL_MS[source] / 2));
  return sql`bucket >= ${halfBefore(from)} and bucket < ${halfBefore(to)}`;
};
/** The bucket of a cell, from 0; what is before the first is in the first. */
const placeOf = (source: RollupGrain, limits: readonly Date[]): SQL =>
  sql`least(greatest(width_bucket(bucket + ${`${CELL_MS[source] / 2} milliseconds`}::interval, ${instants(limits)}) - 1, 0), ${limits.length - 2}::integer)`;
