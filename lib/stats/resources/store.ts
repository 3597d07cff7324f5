import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/client";
import { SERIES } from "../../rollups/series";
import type { Steps } from "../steps";

/** What heartbeats told of one resource in one step. */
export interface GaugeStep {
  series: typeof SERIES.cpu | typeof SERIES.memory;
  /** Its start, epoch ms. */
  at: number;
  measured: number;
  sum: number;
  min: number;
  max: number;
}

/** A bot's CPU and memory use by steps; steps in which nothing was measured are left out. */
export async function selectGauges(db: Database, botId: string, steps: Steps): Promise<GaugeStep[]> {
  const view = steps.grain === "minute" ? sql`rollup_minute_live` : sql`rollup_hour_live`;
  const answer = await db.execute<GaugeStep & Record<string, unknown>>(sql`
    select series, extract(epoch from date_bin(make_interval(secs => ${steps.stepMs / 1000}), bucket, ${instant(0)}))::float8 * 1000 as at,
      sum(measured)::float8 as measured, sum(sum) as sum, min(min) as min, max(max) as max
    from ${view}
    where bot_id = ${botId} and series in (${SERIES.cpu}, ${SERIES.memory}) and measured > 0
      and bucket >= ${instant(steps.from)} and bucket < ${instant(steps.to)}
    group by 1, 2`);
  return answer.rows;
}

const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;
