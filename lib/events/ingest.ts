import type { Database } from "../db/client";
import { isRetryable, LOCK_NOT_AVAILABLE, sqlState } from "../db/errors";
import type { Send } from "../db/statement";
import { unavailable } from "../http/problem";
import type { AcceptedEvent } from "./event";
import { type Batch, batchOf, ensurePartitions, type Placed, storeBatch } from "./store";

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

/** What became of an event: stored, counted before (here or earlier), impossible to store, or not stored for now. */
export type Outcome = "new" | "duplicate" | "refused" | Unstored;

/** Why an event is not stored although others of its batch are. */
export class Unstored {
  constructor(readonly error: unknown) {}
}

/**
 * Takes events in, in one transaction; returns when it is committed. Where one event or one bot stands in the way, the batch is
 * parted so that it harms no neighbour: halved where the database finds an event that it cannot store, by bots where somebody
 * holds the rows of one.
 * @param events in the order in which they came
 * @returns the outcome of each event, in order
 * @throws what the database throws when it is unavailable; nothing is acknowledged then
 */
export async function ingest(context: IngestContext, events: readonly AcceptedEvent[]): Promise<Outcome[]> {
  const sorted = events.map((event, place) => ({ event, place })).sort((a, b) => order(a.event, b.event));
  const isRepeated = (at: number) => at > 0 && order(sorted[at]!.event, sorted[at - 1]!.event) === 0;
  const stored = await storeWhole(
    context,
    sorted.filter((_, at) => !isRepeated(at)),
  );
  const outcomes = new Array<Outcome>(events.length);
  let distinct = -1;
  sorted.forEach(({ place }, at) => {
    if (!isRepeated(at)) distinct += 1;
    const outcome = stored[distinct]!;
    outcomes[place] = isRepeated(at) && outcome === "new" ? "duplicate" : outcome;
  });
  return outcomes;
}

/** A day of partitions ahead and all that late events may still need. */
export function keepPartitions(context: PartitionContext): Promise<number> {
  const now = context.now().getTime();
  return ensurePartitions(context.db, new Date(now - context.rawDays * DAY_MS), new Date(now + 2 * DAY_MS));
}

/** By bot, time and id, in which order every transaction takes its locks; 0 for the same event. A pinned one has no time of its own. */
function order(a: AcceptedEvent, b: AcceptedEvent): number {
  return (
    compare(a.botId, b.botId) ||
    Number(a.pinned) - Number(b.pinned) ||
    (a.pinned ? 0 : a.time - b.time) ||
    compare(a.eventId, b.eventId)
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Stores a batch, in parts if need be. @throws what the database throws where nothing of it could be stored */
async function storeWhole(context: IngestContext, placed: Placed[]): Promise<Outcome[]> {
  try {
    const known = new Set(await storeWithRetry(context, batchOf(placed)));
    return placed.map(({ place }) => (known.has(place) ? "duplicate" : "new"));
  } catch (error) {
    const state = sqlState(error) ?? "";
    if (DATA_ERROR.test(state)) return placed.length === 1 ? ["refused"] : storeParts(context, halves(placed));
    if (state !== LOCK_NOT_AVAILABLE) throw error;
    const bots = byBot(placed);
    if (bots.length === 1) throw error;
    return storeParts(context, bots);
  }
}

/** Stores one part after the other; what cannot be stored just now does not undo what is. */
async function storeParts(context: IngestContext, parts: readonly Placed[][]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const part of parts) {
    const stored = await storeWhole(context, part).catch((error: unknown) => part.map(() => new Unstored(error)));
    outcomes.push(...stored);
  }
  return outcomes;
}

function halves(placed: Placed[]): Placed[][] {
  const half = Math.ceil(placed.length / 2);
  return [placed.slice(0, half), placed.slice(half)];
}

/** Each bot's events, which stand together. */
function byBot(placed: Placed[]): Placed[][] {
  const parts: Placed[][] = [];
  for (const each of placed) {
    const part = parts.at(-1);
    if (part && part[0]!.event.botId === each.event.botId) part.push(each);
    else parts.push([each]);
  }
  return parts;
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
