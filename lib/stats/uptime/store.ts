import { sql } from "drizzle-orm";
import type { Database } from "../../db/client";
import { SERIES } from "../../rollups/series";
import type { Steps } from "../steps";

/** The starts (epoch ms) of the minutes or hours of a span in which a bot sent a heartbeat, in order. */
export async function selectHeard(
  db: Database,
  botId: string,
  grain: Steps["grain"],
  span: { from: number; to: number },
): Promise<number[]> {
  const answer = await db.execute<{ at: number }>(sql`
    select distinct extract(epoch from bucket)::float8 * 1000 as at
    from ${grain === "minute" ? sql`rollup_minute_live` : sql`rollup_hour_live`}
    where bot_id = ${botId} and series = ${SERIES.heartbeat} and n > 0
      and bucket >= ${new Date(span.from).toISOString()}::timestamptz and bucket < ${new Date(span.to).toISOString()}::timestamptz
    order by at`);
  return answer.rows.map(({ at }) => at);
}
