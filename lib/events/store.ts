import { sql } from "drizzle-orm";
import { jsonElement, quoteElement } from "../db/array";
import type { Database } from "../db/client";
import { type Send, statement } from "../db/statement";
import { pointsOf } from "../rollups/points";
import { type AcceptedEvent, channelOf } from "./event";

/** An event on its way into the database. */
export interface Placed {
  event: AcceptedEvent;
  /** The order in which events came, from 0 in each batch: of two with the same time the later one counts as the later. */
  place: number;
}

/** A batch as the database function `ingest_events` takes it: one array literal for each column, null for a column without a value. */
export type Batch = readonly (string | null)[];

/** Puts events together for {@link storeBatch}. Each `(bot, time, id)` stands there once, sorted by it. */
export function batchOf(placed: readonly Placed[]): Batch {
  const events = placed.map(({ event }) => event);
  const types = new Set(events.map(({ type }) => type));
  const statuses = types.has("dependency.checked") ? priorStatuses(placed) : NONE;
  const attempts = types.has("job.progress") ? priorAttempts(placed) : NONE;
  return [
    column(events, ({ botId }) => quoteElement(botId)),
    column(events, ({ time }) => instantElement(time)),
    column(events, ({ eventId }) => quoteElement(eventId)),
    column(events, ({ type }) => type),
    column(events, ({ receivedAt }) => instantElement(receivedAt)),
    column(events, ({ type }) => channelOf(type)),
    column(placed, ({ place }) => place),
    column(events, ({ data }) => jsonElement(data)),
    `{${[...types].join(",")}}`,
    column(events, (event) => (isJobEvent(event) ? null : jsonElement(pointsOf(event)))),
    column(events, (event) => (isJobEvent(event) ? quoteElement(event.data.job_id as string) : null)),
    column(events, (event) => (isJobEvent(event) ? (event.data.attempt as number | undefined) : null)),
    column(events, (event) => attempts.get(event)),
    column(events, (event) => statuses.get(event)),
    column(events, ({ originalTime }) => (originalTime === null ? null : instantElement(originalTime))),
    column(events, ({ pinned }) => pinned || null),
  ];
}

/**
 * Stores a batch in one transaction: log, job runs, current state, users and rollup deltas.
 * @returns the places of the events that had been counted before
 */
export async function storeBatch(send: Send, batch: Batch): Promise<number[]> {
  const [answer] = await send<{ known: number[] }>(INGEST, batch);
  return answer!.known;
}

const INGEST = statement(
  `select ingest_events(${Array.from({ length: 16 }, (_, at) => `$${at + 1}`).join(", ")}) as known`,
);

/** An array literal of what each event has there, null where none has anything. */
function column<Row>(
  rows: readonly Row[],
  element: (row: Row) => string | number | boolean | null | undefined,
): string | null {
  let literal = "";
  let isEmpty = true;
  for (const row of rows) {
    const value = element(row) ?? null;
    if (value !== null) isEmpty = false;
    literal += literal === "" ? value : `,${value}`;
  }
  return isEmpty ? null : `{${literal}}`;
}

let lastInstant = Number.NaN;
let lastElement = "";

/** An instant (epoch milliseconds) as an element. Neighbours often share theirs. */
function instantElement(instant: number): string {
  if (instant !== lastInstant) {
    lastElement = new Date(instant).toISOString();
    lastInstant = instant;
  }
  return lastElement;
}

const NONE = new Map<AcceptedEvent, never>();

/** For each dependency check, the status that the same batch holds for that component just before it. */
function priorStatuses(batch: readonly Placed[]): Map<AcceptedEvent, string> {
  const prior = new Map<AcceptedEvent, string>();
  const latest = new Map<string, string>();
  for (const event of inOrder(batch, ({ type }) => type === "dependency.checked")) {
    const key = `${event.botId} ${event.data.component}`;
    const before = latest.get(key);
    if (before !== undefined) prior.set(event, before);
    latest.set(key, String(event.data.status));
  }
  return prior;
}

/** For each progress of a job that names no attempt, the latest attempt that the same batch names before it. */
function priorAttempts(batch: readonly Placed[]): Map<AcceptedEvent, number> {
  const prior = new Map<AcceptedEvent, number>();
  const latest = new Map<string, number>();
  for (const event of inOrder(batch, isJobEvent)) {
    const key = `${event.botId} ${event.data.job_id}`;
    const before = latest.get(key);
    const named = event.data.attempt as number | undefined;
    if (named !== undefined) latest.set(key, Math.max(named, before ?? 0));
    else if (event.type === "job.progress" && before !== undefined) prior.set(event, before);
  }
  return prior;
}

/** The chosen events in the order of their times, those of one time as they came. */
function inOrder(batch: readonly Placed[], isChosen: (event: AcceptedEvent) => boolean): AcceptedEvent[] {
  return batch
    .filter(({ event }) => isChosen(event))
    .sort((a, b) => a.event.time - b.event.time || a.place - b.place)
    .map(({ event }) => event);
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
