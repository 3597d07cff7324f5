import { unavailable } from "../http/problem";
import { countCommit } from "../telemetry/metrics/own";
import type { AcceptedEvent } from "./event";
import { type IngestContext, ingest, type Outcome, Unstored } from "./ingest";

/**
 * Events that must wait, for each commit under way, before another starts beside it: a few larger commits carry more than many
 * small ones.
 */
const WORTH_A_COMMIT = 20;
/** A commit that takes longer, held up by a lock or a connection that is gone, keeps no other waiting. */
const LONG_COMMIT_MS = 250;
/** Events, and characters of JSON, after which a commit takes no further request along. */
const BATCH_EVENTS = 1000;
const BATCH_LENGTH = 4 * 1024 * 1024;
/** Most characters of JSON that wait and are under way. */
const HELD_LENGTH = 64 * 1024 * 1024;

export interface IngestBuffer {
  /**
   * Stores events together with whatever else waits; resolves when they are committed.
   * @throws Problem 503 when the buffer is full; what the database throws when it is unavailable
   */
  submit(events: AcceptedEvent[]): Promise<Outcome[]>;
  /** Events that wait or are being committed. */
  readonly held: number;
  /** Resolves when nothing waits or is under way. */
  drain(): Promise<void>;
}

interface Waiting {
  events: AcceptedEvent[];
  /** Characters of JSON. */
  length: number;
  resolve(outcomes: Outcome[]): void;
  reject(error: unknown): void;
}

/**
 * The coalescing writer: requests that arrive while a commit is under way share the next one.
 * @param limits `events`: most that wait and are under way; `commits`: most under way at once: while one waits for the disk, the
 *   next is prepared
 * @param onCommit called after each commit that stored something new
 */
export function createBuffer(
  context: IngestContext,
  limits: { events: number; commits: number },
  onCommit: () => void,
): IngestBuffer {
  let queue: Waiting[] = [];
  let waiting = 0;
  let held = 0;
  let heldLength = 0;
  let committing = 0;
  let startedAt = 0;
  let isLooking = false;
  let idle: (() => void)[] = [];

  const submit = (events: AcceptedEvent[]) =>
    new Promise<Outcome[]>((resolve, reject) => {
      let length = 0;
      for (const event of events) length += event.length;
      if (held > 0 && (held + events.length > limits.events || heldLength + length > HELD_LENGTH)) {
        reject(unavailable("More events wait for the database than the buffer holds. Send them again in a moment.", 1));
        return;
      }
      held += events.length;
      heldLength += length;
      waiting += events.length;
      queue.push({ events, length, resolve, reject });
      pump();
    });

  const pump = () => {
    while (queue.length > 0 && mayStart()) {
      committing++;
      startedAt = performance.now();
      void commit(takeBatch());
    }
    if (queue.length > 0) lookLater();
    if (committing === 0) {
      for (const wake of idle) wake();
      idle = [];
    }
  };

  const mayStart = () =>
    committing === 0 ||
    (committing < limits.commits &&
      (waiting >= WORTH_A_COMMIT * committing || performance.now() - startedAt >= LONG_COMMIT_MS));

  const lookLater = () => {
    if (isLooking || committing >= limits.commits) return;
    isLooking = true;
    setTimeout(() => {
      isLooking = false;
      pump();
    }, LONG_COMMIT_MS);
  };

  const takeBatch = (): Waiting[] => {
    let events = 0;
    let length = 0;
    let taken = 0;
    for (const request of queue) {
      if (taken > 0 && (events + request.events.length > BATCH_EVENTS || length + request.length > BATCH_LENGTH)) break;
      events += request.events.length;
      length += request.length;
      taken++;
    }
    const batch = queue.slice(0, taken);
    queue = queue.slice(taken);
    waiting -= events;
    return batch;
  };

  const commit = async (batch: Waiting[]) => {
    const events = batch.flatMap((request) => request.events);
    const beganAt = performance.now();
    const stored = await ingest(context, events).catch((error: unknown) => new Unstored(error));
    const ms = performance.now() - beganAt;
    // The database works on the next commit while this one is answered.
    held -= events.length;
    for (const { length } of batch) heldLength -= length;
    committing--;
    pump();
    if (stored instanceof Unstored) {
      for (const request of batch) request.reject(stored.error);
      countCommit(null);
      return;
    }
    let from = 0;
    for (const request of batch) {
      answer(request, stored.slice(from, from + request.events.length));
      from += request.events.length;
    }
    countCommit(ms);
    if (stored.includes("new")) onCommit();
  };

  const drain = () =>
    new Promise<void>((resolve) => {
      if (committing === 0 && queue.length === 0) resolve();
      else idle.push(resolve);
    });

  return {
    submit,
    drain,
    get held() {
      return held;
    },
  };
}

/** Nothing of a request is acknowledged where an event of it is not stored: sent again, the others count once. */
function answer({ resolve, reject }: Waiting, outcomes: Outcome[]): void {
  const unstored = outcomes.find((outcome) => outcome instanceof Unstored);
  if (unstored) reject(unstored.error);
  else resolve(outcomes);
}
