import type pg from "pg";
import { unfolded } from "./rollups";

/** A grain as its view and the tables behind the same numbers tell them; both are sorted and should be equal. */
export interface Compared {
  told: unknown[];
  truth: unknown[];
}

const GRAINS = { minute: "minute_of", hour: "hour_of", day: "day_of", month: "month_of" } as const;
export type Grain = keyof typeof GRAINS;
export const ALL_GRAINS = Object.keys(GRAINS) as Grain[];

/**
 * Messages and job runs of a grain, as `rollup_<grain>_live` adds them up and as the raw rows do, histograms included.
 * Whoever calls holds a snapshot, so that both see the same moment.
 */
export async function compareGrain(client: pg.ClientBase, grain: Grain): Promise<Compared> {
  const told = await client.query(`
    with live as (select * from ${unfolded(`rollup_${grain}_live`)} as told where series in ('message', 'job', 'job_duration', 'metric')),
    cells as (
      select bot_id, series, label, bucket, e >> 32 as b, sum(e & 4294967295) as c from live cross join unnest(hist) as e group by 1, 2, 3, 4, 5
    )
    select bot_id, series, label, bucket, sum(n) as n, sum(failed) as failed, sum(cancelled) as cancelled, sum(sum) as sum,
      min(min) as min, max(max) as max, (select array_agg(b || 'x' || c order by b) from cells
        where (cells.bot_id, cells.series, cells.label, cells.bucket) = (live.bot_id, live.series, live.label, live.bucket)) as hist
    from live group by 1, 2, 3, 4 order by 1, 2, 3, 4`);
  const truth = await client.query(`
    with points as (
      select bot_id, 'message' as series, coalesce(data->>'channel', '') as label, time, (data->>'failed')::boolean is true as failed,
        false as cancelled, (data->>'response_time_ms')::float8 as v, true as measured
      from events where type = 'message.processed'
      union all
      select bot_id, 'metric', data->>'name', time, false, false, (data->>'value')::float8, false from events where type = 'metric.sampled'
      union all
      select bot_id, 'job', coalesce(job_type, ''), finished_at, outcome = 'failed', outcome = 'cancelled', null, false
      from job_runs where finished_at is not null
      union all
      select bot_id, 'job_duration', coalesce(job_type, ''), finished_at, false, false, duration_ms, true
      from job_runs where duration_ms is not null
    ),
    placed as (select *, ${GRAINS[grain]}(time) as bucket, case when measured then hist_bucket(v) end as b from points),
    cells as (
      select bot_id, series, label, bucket, b, count(*) as c from placed where b is not null group by 1, 2, 3, 4, 5
    )
    select bot_id, series, label, bucket, count(*) as n, count(*) filter (where failed) as failed,
      count(*) filter (where cancelled) as cancelled, sum(v) as sum, min(v) as min, max(v) as max,
      (select array_agg(b || 'x' || c order by b) from cells
        where (cells.bot_id, cells.series, cells.label, cells.bucket) = (placed.bot_id, placed.series, placed.label, placed.bucket)) as hist
    from placed group by 1, 2, 3, 4 order by 1, 2, 3, 4`);
  return { told: told.rows, truth: truth.rows };
}

/** The cells of the whole fleet in a grain, as `fleet_<grain>_live` tells them and as those of the bots add up. */
export async function compareFleet(client: pg.ClientBase, grain: Grain): Promise<Compared> {
  const cellsOf = async (view: string) => {
    const answer = await client.query(`
      with live as materialized (select * from ${view}),
      histogram as (
        select series, bucket, array_agg(b || 'x' || c order by b) as hist
        from (
          select series, bucket, e >> 32 as b, sum(e & 4294967295) as c from live cross join unnest(hist) as e group by 1, 2, 3
        ) as cell
        group by 1, 2
      ),
      figure as (
        select series, bucket, sum(n) as n, sum(failed) as failed, sum(cancelled) as cancelled, sum(measured) as measured,
          sum(submitted) as submitted, round(sum(sum)::numeric, 6) as sum, min(min) as min, max(max) as max
        from live group by 1, 2
      )
      select * from figure left join histogram using (series, bucket) order by series, bucket`);
    return answer.rows;
  };
  return { told: await cellsOf(`fleet_${grain}_live`), truth: await cellsOf(`rollup_${grain}_live`) };
}
