import { sql } from "drizzle-orm";
import type { Database } from "../db/client";
import { pointsOf } from "../rollups/points";
import { type AcceptedEvent, channelOf } from "./event";

/**
 * Stores a batch in one transaction: log, job runs, current state, users and rollup deltas (the database function
 * `ingest_events`). Each `(bot, time, id)` stands in the batch once, sorted by it.
 * @returns for each event in order, whether it was new
 */
export async function storeBatch(db: Database, batch: readonly AcceptedEvent[]): Promise<boolean[]> {
  const rows = JSON.stringify(batch.map(toRow(priorStatuses(batch))));
  const answer = await db.execute<{ fresh: number[] }>(sql`select ingest_events(${rows}::jsonb) as fresh`);
  const fresh = new Set(answer.rows[0]!.fresh.map(Number));
  return batch.map((_, index) => fresh.has(index));
}

const toRow = (prior: ReadonlyMap<AcceptedEvent, string>) => (event: AcceptedEvent, index: number) => ({
  idx: index,
  bot_id: event.botId,
  event_id: event.eventId,
  time: new Date(event.time).toISOString(),
  pinned: event.pinned,
  type: event.type,
  received_at: new Date(event.receivedAt).toISOString(),
  original_time: event.originalTime === null ? null : new Date(event.originalTime).toISOString(),
  channel: channelOf(event.type),
  prior_status: prior.get(event) ?? null,
  data: event.data,
  points: pointsOf(event),
});

/** For each dependency check, the status that the same batch holds for that component just before it. */
function priorStatuses(batch: readonly AcceptedEvent[]): Map<AcceptedEvent, string> {
  const prior = new Map<AcceptedEvent, string>();
  const latest = new Map<string, string>();
  for (const event of batch) {
    if (event.type !== "dependency.checked") continue;
    const key = `${event.botId} ${event.data.component}`;
    const before = latest.get(key);
    if (before !== undefined) prior.set(event, before);
    latest.set(key, String(event.data.status));
  }
  return prior;
}

/** Makes the daily partitions from `first` to `last` (UTC days of these instants), both inclusive. @returns how many were new */
export async function ensurePartitions(db: Database, first: Date, last: Date): Promise<number> {
  const day = (instant: Date) => instant.toISOString().slice(0, 10);
  const answer = await db.execute<{ made: number }>(
    sql`select ensure_event_partitions(${day(first)}::date, ${day(last)}::date) as made`,
  );
  return Number(answer.rows[0]!.made);
}
