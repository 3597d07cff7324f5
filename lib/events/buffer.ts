import { unavailable } from "../http/problem";
import { countCommit } from "../telemetry/metrics/own";
import type { AcceptedEvent } from "./event";
import { type IngestContext, ingest, type Outcome } from "./ingest";

/**
 * Events that must wait, for each commit under way, before another starts beside it: a few larger commits carry more than many
 * small ones.
 */
const WORTH_A_COMMIT = 20;
/** Events after which a commit takes no further request along. */
const BATCH_EVENTS = 1000;

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
  let held = 0;
  let waiting = 0;
  let committing = 0;
  let idle: (() => void)[] = [];

  const submit = (events: AcceptedEvent[]) =>
    new Promise<Outcome[]>((resolve, reject) => {
      if (held > 0 && held + events.length > limits.events) {
        reject(unavailable("More events wait for the database than the buffer holds. Send them again in a moment.", 1));
        return;
      }
      held += events.length;
      waiting += events.length;
      queue.push({ events, resolve, reject });
      pump();
    });

  const pump = () => {
    while (queue.length > 0 && (committing === 0 || (committing < limits.commits && waiting >= WORTH_A_COMMIT * committing))) {
      committing++;
      void commit(takeBatch());
    }
    if (committing === 0) {
      for (const wake of idle) wake();
      idle = [];
    }
  };

  const takeBatch = (): Waiting[] => {
    let events = 0;
    let taken = 0;
    while (taken < queue.length && (taken === 0 || events + queue[taken]!.events.length <= BATCH_EVENTS)) {
      events += queue[taken++]!.events.length;
    }
    const batch = queue.slice(0, taken);
    queue = queue.slice(taken);
    waiting -= events;
    return batch;
  };

  const commit = async (batch: Waiting[]) => {
    const events = batch.flatMap((request) => request.events);
    const startedAt = performance.now();
    const stored = await ingest(context, events).then(
      (outcomes) => ({ outcomes }),
      (error: unknown) => ({ error }),
    );
    const ms = performance.now() - startedAt;
    // The database works on the next commit while this one is answered.
    held -= events.length;
    committing--;
    pump();
    if ("error" in stored) {
      for (const request of batch) request.reject(stored.error);
      countCommit(null);
      return;
    }
    const { outcomes } = stored;
    let from = 0;
    for (const request of batch) {
      request.resolve(outcomes.slice(from, from + request.events.length));
      from += request.events.length;
    }
    countCommit(ms);
    if (outcomes.includes("new")) onCommit();
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
