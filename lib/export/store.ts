import { sql } from "drizzle-orm";
import type { Database } from "../db/client";

/** An event as the log has it. */
export interface ExportRow {
  botId: string;
  /** Epoch ms. */
  time: number;
  eventId: string;
  type: string;
  receivedAt: number;
  data: Record<string, unknown>;
}

/** Which events to read. */
export interface ExportSpan {
  /** Null for every type. */
  types: readonly string[] | null;
  botId: string | null;
  from: Date;
  to: Date;
}

/** The next events of a span after one of them, by bot, then time, then id: the order of the log's key, so no page sorts. */
export async function selectEventsAfter(
  db: Database,
  { types, botId, from, to }: ExportSpan,
  after: ExportRow | null,
  limit: number,
): Promise<ExportRow[]> {
  const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  const beyond = after
    ? sql`(bot_id, time, event_id) > (${after.botId}::text, ${at(after.time)}, ${after.eventId}::text)`
    : sql`true`;
  const answer = await db.execute<ExportRow & Record<string, unknown>>(sql`
    select bot_id as "botId", extract(epoch from time)::float8 * 1000 as time, event_id as "eventId", type,
      extract(epoch from received_at)::float8 * 1000 as "receivedAt", data
    from events
    where time >= ${at(from.getTime())} and time < ${at(to.getTime())} and ${beyond}
      and ${types === null ? sql`true` : sql`type = any(${sql.param(types)}::text[])`}
      and ${botId === null ? sql`true` : sql`bot_id = ${botId}`}
    order by bot_id, time, event_id limit ${limit}`);
  return answer.rows;
}
