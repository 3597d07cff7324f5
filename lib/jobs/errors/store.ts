import { sql } from "drizzle-orm";
import type { Database } from "../../db/client";
import type { Failure } from "./group";

/** From `from` (inclusive) to `to` (exclusive). */
interface Span {
  from: Date;
  to: Date;
}

/** A bot's runs that failed in a span, the newest first. */
export async function selectFailedRuns(db: Database, botId: string, span: Span, limit: number): Promise<Failure[]> {
  const answer = await db.execute<Failure & Record<string, unknown>>(sql`
    select error_type as type, error_message as message, extract(epoch from finished_at)::float8 * 1000 as at,
      job_id as "jobId", true as "failedRun"
    from job_runs
    where bot_id = ${botId} and finished_at is not null and outcome = 'failed'
      and finished_at >= ${span.from.toISOString()}::timestamptz and finished_at < ${span.to.toISOString()}::timestamptz
    order by finished_at desc nulls last limit ${limit}`);
  return answer.rows;
}

/** Errors that a bot told of in a span, the newest first, as long as raw events are kept. */
export async function selectErrorEvents(db: Database, botId: string, span: Span, limit: number): Promise<Failure[]> {
  const answer = await db.execute<Failure & Record<string, unknown>>(sql`
    select data->>'type' as type, data->>'message' as message, extract(epoch from "time")::float8 * 1000 as at,
      data->>'job_id' as "jobId", false as "failedRun"
    from events
    where bot_id = ${botId} and type = 'error.occurred'
      and "time" >= ${span.from.toISOString()}::timestamptz and "time" < ${span.to.toISOString()}::timestamptz
    order by "time" desc nulls last limit ${limit}`);
  return answer.rows;
}
