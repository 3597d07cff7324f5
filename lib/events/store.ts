import { sql } from "drizzle-orm";
import type { Database } from "../db/client";
import { pointsOf } from "../rollups/points";
import { type AcceptedEvent, channelOf, type EventType } from "./event";

/** A batch as the database function `ingest_events` takes it. */
export interface Batch {
  /** JSON array of its rows. */
  rows: string;
  /** The event types it holds. */
  types: EventType[];
  /** Whether it holds a pinned event. */
  pinned: boolean;
}

/** Puts events together for {@link storeBatch}. Each `(bot, time, id)` stands there once, sorted by it. */
export function batchOf(events: readonly AcceptedEvent[]): Batch {
  return {
    rows: JSON.stringify(events.map(toRow(priorStatuses(events), priorAttempts(events)))),
    types: [...new Set(events.map((event) => event.type))],
    pinned: events.some((event) => event.pinned),
  };
}

/**
 * Stores a batch in one transaction: log, job runs, current state, users and rollup deltas.
 * @returns the places of the events that had been counted before
 */
export async function storeBatch(db: Database, { rows, types, pinned }: Batch): Promise<number[]> {
  const answer = await db.execute<{ known: number[] }>(
    sql`select ingest_events(${rows}::jsonb, ${sql.param(types)}::text[], ${pinned}) as known`,
  );
  return answer.rows[0]!.known.map(Number);
}

type Prior<T> = ReadonlyMap<AcceptedEvent, T>;

const toRow = (statuses: Prior<string>, attempts: Prior<number>) => (event: AcceptedEvent, index: number) => ({
  idx: index,
  bot_id: event.botId,
  event_id: event.eventId,
  time: new Date(event.time).toISOString(),
  pinned: event.pinned,
  type: event.type,
  received_at: new Date(event.receivedAt).toISOString(),
  original_time: event.originalTime === null ? null : new Date(event.originalTime).toISOString(),
  channel: channelOf(event.type),
  prior_status: statuses.get(event),
  job_id: isJobEvent(event) ? event.data.job_id : undefined,
  attempt: isJobEvent(event) ? event.data.attempt : undefined,
  prior_attempt: attempts.get(event),
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

/** For each progress of a job that names no attempt, the latest attempt that the same batch names before it. */
function priorAttempts(batch: readonly AcceptedEvent[]): Map<AcceptedEvent, number> {
  const prior = new Map<AcceptedEvent, number>();
  const latest = new Map<string, number>();
  for (const event of batch) {
    if (!isJobEvent(event)) continue;
    const key = `${event.botId} ${event.data.job_id}`;
    const before = latest.get(key);
    const named = event.data.attempt as number | undefined;
    if (named !== undefined) latest.set(key, Math.max(named, before ?? 0));
    else if (event.type === "job.progress" && before !== undefined) prior.set(event, before);
  }
  return prior;
}

/** Whether an event tells of a run of a job. */
const isJobEvent = ({ type }: AcceptedEvent) => type.startsWith("job.");

/** Makes the daily partitions from `first` to `last` (UTC days of these instants), both inclusive. @returns how many were new */
export async function ensurePartitions(db: Database, first: Date, last: Date): Promise<number> {
  const day = (instant: Date) => instant.toISOString().slice(0, 10);
  const answer = await db.execute<{ made: number }>(
    sql`select ensure_event_partitions(${day(first)}::date, ${day(last)}::date) as made`,
  );
  return Number(answer.rows[0]!.made);
}
