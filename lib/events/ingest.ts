import type { Database } from "../db/client";
import { isRetryable, sqlState } from "../db/errors";
import type { Send } from "../db/statement";
import { unavailable } from "../http/problem";
import type { AcceptedEvent } from "./event";
import { type Batch, batchOf, ensurePartitions, storeBatch } from "./store";

const DAY_MS = 86_400_000;
const ATTEMPTS = 4;
const NO_PARTITION = "23514";
/** The function that takes events in is not there in this form: a newer version has migrated the database. */
const NO_FUNCTION = "42883";
/** SQLSTATE classes that blame the data: 22 data exception, 23 constraint, 54 program limit. */
const DATA_ERROR = /^(22|23|54)/;

export interface PartitionContext {
  db: Database;
  now: () => Date;
  /** Days that raw events are kept: partitions exist for them. */
  rawDays: number;
}

export interface IngestContext extends PartitionContext {
  send: Send;
}

/** What became of an event: stored, counted before (here or earlier), or impossible to store. */
export type Outcome = "new" | "duplicate" | "refused";

/**
 * Takes events in, in one transaction; returns when it is committed. Where the database finds one that it cannot store,
 * the batch is halved until that one stands alone, so that it harms no neighbour.
 * @returns the outcome of each event, in order
 * @throws what the database throws when it is unavailable; nothing is acknowledged then
 */
export async function ingest(context: IngestContext, events: readonly AcceptedEvent[]): Promise<Outcome[]> {
  const places = sortedPlaces(events);
  const distinct = places.filter((place, at) => at === 0 || order(events[place]!, events[places[at - 1]!]!) !== 0);
  const stored = await storeOrHalve(
    context,
    distinct.map((place) => events[place]!),
  );
  const outcomes = events.map((): Outcome => "duplicate");
  distinct.forEach((place, at) => {
    outcomes[place] = stored[at]!;
  });
  return outcomes;
}

/** A day of partitions ahead and all that late events may still need. */
export function keepPartitions(context: PartitionContext): Promise<number> {
  const now = context.now().getTime();
  return ensurePartitions(context.db, new Date(now - context.rawDays * DAY_MS), new Date(now + 2 * DAY_MS));
}

/** Places of the events in the order in which every transaction takes its locks; stable, so the first sent wins. */
function sortedPlaces(events: readonly AcceptedEvent[]): number[] {
  return events.map((_, place) => place).sort((a, b) => order(events[a]!, events[b]!));
}

/** By bot, time and id; 0 for the same event. A pinned one has no time of its own. */
function order(a: AcceptedEvent, b: AcceptedEvent): number {
  return (
    compare(a.botId, b.botId) ||
    Number(a.pinned) - Number(b.pinned) ||
    (a.pinned ? 0 : a.time - b.time) ||
    compare(a.eventId, b.eventId)
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

async function storeOrHalve(context: IngestContext, events: AcceptedEvent[]): Promise<Outcome[]> {
  try {
    const known = new Set(await storeWithRetry(context, batchOf(events)));
    return events.map((_, index) => (known.has(index) ? "duplicate" : "new"));
  } catch (error) {
    if (!DATA_ERROR.test(sqlState(error) ?? "")) throw error;
    if (events.length === 1) return ["refused"];
    const half = Math.ceil(events.length / 2);
    return [
      ...(await storeOrHalve(context, events.slice(0, half))),
      ...(await storeOrHalve(context, events.slice(half))),
    ];
  }
}

async function storeWithRetry(context: IngestContext, batch: Batch): Promise<number[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await storeBatch(context.send, batch);
    } catch (error) {
      if (sqlState(error) === NO_FUNCTION)
        throw unavailable("A newer version has migrated the database: this instance must be replaced.", 5);
      if (attempt === ATTEMPTS) throw error;
      if (sqlState(error) === NO_PARTITION) await keepPartitions(context);
      else if (isRetryable(error)) await new Promise((wake) => setTimeout(wake, Math.random() * 20 * 2 ** attempt));
      else throw error;
    }
  }
}
