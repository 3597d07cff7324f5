import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/client";
import type { Series } from "../../rollups/series";

/** What a series of a bot counted in a window, under one label. */
export interface WindowTotal {
  botId: string;
  series: Series;
  label: string;
  n: number;
  failed: number;
  cancelled: number;
  measured: number;
  submitted: number;
  sum: number;
  min: number | null;
  max: number | null;
}

/** A window that ends now: the grain that tells it, and the start of its first bucket. */
export interface RollupWindow {
  grain: "minute" | "hour" | "day";
  from: Date;
}

/** Totals of series by bot and label; what counted nothing is left out. */
export async function selectWindowTotals(
  db: Database,
  series: readonly Series[],
  window: RollupWindow,
): Promise<WindowTotal[]> {
  const answer = await db.execute<WindowTotal & Record<string, unknown>>(sql`
    select bot_id as "botId", series, label, sum(n)::float8 as n, sum(failed)::float8 as failed,
      sum(cancelled)::float8 as cancelled, sum(measured)::float8 as measured, sum(submitted)::float8 as submitted,
      coalesce(sum(sum), 0)::float8 as sum, min(min) as min, max(max) as max
    from ${rowsOf(series, window)}
    group by bot_id, series, label`);
  return answer.rows;
}

/** The histogram of a series of a bot in a window, under one label. */
export interface WindowHistogram {
  botId: string;
  series: Series;
  label: string;
  /** As stored: see rollups/histogram.ts. */
  hist: string[];
}

/** Histograms of series by bot and label; series without durations are left out. */
export async function selectWindowHistograms(
  db: Database,
  series: readonly Series[],
  window: RollupWindow,
): Promise<WindowHistogram[]> {
  const answer = await db.execute<WindowHistogram & Record<string, unknown>>(sql`
    with cell as (
      select bot_id, series, label, element >> 32 as b, sum(element & 4294967295)::bigint as c
      from (select bot_id, series, label, hist from ${rowsOf(series, window)} and hist is not null offset 0) as part
      cross join lateral unnest(hist) as element
      group by 1, 2, 3, 4
    )
    select bot_id as "botId", series, label, array_agg((b << 32) | least(c, 4294967295)) as hist from cell group by 1, 2, 3`);
  return answer.rows;
}

/** What a bot reported under a label of a series. */
export interface KnownLabel {
  botId: string;
  label: string;
}

/** Labels of a series that a bot reported under since an instant, by the day grain. */
export async function selectKnownLabels(db: Database, series: Series, since: Date): Promise<KnownLabel[]> {
  const answer = await db.execute<KnownLabel & Record<string, unknown>>(sql`
    select distinct bot_id as "botId", label from rollup_day_live
    where series = ${series} and bucket >= day_of(${since.toISOString()}::timestamptz)`);
  return answer.rows;
}

const VIEWS: Record<RollupWindow["grain"], SQL> = {
  minute: sql`rollup_minute_live`,
  hour: sql`rollup_hour_live`,
  day: sql`rollup_day_live`,
};

const rowsOf = (series: readonly Series[], { grain, from }: RollupWindow): SQL =>
  sql`${VIEWS[grain]} where series = any(${sql.param(series)}::text[]) and bucket >= ${from.toISOString()}::timestamptz`;
