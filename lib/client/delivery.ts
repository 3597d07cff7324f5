import { type BackoffOptions, backoffMs } from "./backoff.ts";
import { type BatchLimits, batchBody, takeBatch } from "./batch.ts";
import { type BreakerOptions, type BreakerState, createBreaker } from "./breaker.ts";
import type { EventBuffer } from "./buffer.ts";
import type { Failure } from "./complain.ts";
import type { Entry } from "./entry.ts";
import { type EventRefusal, type Outcome, send, type Target } from "./send.ts";
import { pause, startTimer } from "./timer.ts";

/** How delivery behaves. */
export interface DeliveryOptions {
  target: Target;
  batch: BatchLimits;
  /** Milliseconds that the first event of a batch waits for company. */
  flushMs: number;
  backoff: BackoffOptions;
  breaker: BreakerOptions;
  complain: (failure: Pick<Failure, "kind" | "status" | "detail" | "events">) => void;
  /** Called after each answered batch, when there is room in the buffer. */
  onAnswered: () => void;
}

/** What delivery has counted. */
export interface DeliveryCounts {
  accepted: number;
  duplicates: number;
  refused: number;
  requests: number;
  retries: number;
}

/** How the last try that failed ended. */
export interface LastFailure {
  /** RFC 3339. */
  time: string;
  /** HTTP status, or 0 where there was no answer. */
  status: number;
  detail: string;
}

/** Events that the half-open breaker risks. */
const probeEvents = 10;

/** Longest wait between tries while closing, in milliseconds: the server that is restarting now gets its chance. */
const closingWaitMs = 500;

/** Least time that a request is given while closing, in milliseconds. */
const leastTryMs = 500;

/** Moves entries from the buffer to the server, one request at a time, oldest first. */
export class Delivery {
  readonly counts: DeliveryCounts = { accepted: 0, duplicates: 0, refused: 0, requests: 0, retries: 0 };
  lastFailure: LastFailure | undefined;
  readonly #buffer: EventBuffer;
  readonly #options: DeliveryOptions;
  readonly #breaker;
  /** Batches taken from the buffer and not yet answered; the last is next. */
  readonly #taken: Entry[][] = [];
  readonly #stop = new AbortController();
  #hurry = new AbortController();
  #request = new AbortController();
  #emptied: (() => void)[] = [];
  #running = false;
  #closing = false;
  /** When the time to close is over, by `performance.now()`. */
  #endMs = 0;
  #failuresInRow = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(buffer: EventBuffer, options: DeliveryOptions) {
    this.#buffer = buffer;
    this.#options = options;
    this.#breaker = createBreaker(options.breaker);
  }

  get circuit(): BreakerState {
    return this.#breaker.state(performance.now());
  }

  /** Something was added to the buffer: send it soon, or now if a batch is full. */
  nudge(): void {
    if (this.#running || this.#stop.signal.aborted) return;
    if (this.#closing || this.#emptied.length > 0 || this.#buffer.waiting >= this.#options.batch.events) {
      void this.#run();
    } else {
      this.#cancelTimer ??= startTimer(this.#options.flushMs, () => void this.#run());
    }
  }

  /** Resolves when nothing is left to send, true, or when the time (milliseconds) is over, false. Keeps the process alive. */
  async flush(timeoutMs: number): Promise<boolean> {
    const waiting = new AbortController();
    this.#emptied.push(() => waiting.abort());
    if (this.#buffer.size === 0) this.#reportEmpty();
    else this.nudge();
    await pause(timeoutMs, waiting.signal, true);
    return waiting.signal.aborted;
  }

  /**
   * From now on breaker and backoff do not make anything wait for long: there is no later.
   * @param timeLeftMs until {@link stop}
   */
  hurry(timeLeftMs: number): void {
    this.#closing = true;
    this.#endMs = performance.now() + timeLeftMs;
    this.#hurry.abort();
    this.#limitRequest();
    this.nudge();
  }

  /** Ends everything, a request under way included. */
  stop(): void {
    this.#cancelTimer?.();
    this.#stop.abort();
    this.#hurry.abort();
    this.#request.abort();
  }

  async #run(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#running = true;
    do {
      await this.#awaitCircuit();
      const batch = this.#stop.signal.aborted ? undefined : this.#nextBatch();
      if (batch) await this.#settle(batch, await this.#send(batch));
      if (this.#buffer.size === 0) this.#reportEmpty();
    } while (this.#hasMore() && !this.#stop.signal.aborted);
    this.#running = false;
    if (this.#buffer.waiting > 0) this.nudge();
  }

  /** Whether to go on at once. A few events that came in meanwhile wait for company. */
  #hasMore(): boolean {
    if (this.#taken.length > 0 || this.#buffer.waiting >= this.#options.batch.events) return true;
    return this.#buffer.waiting > 0 && (this.#closing || this.#emptied.length > 0);
  }

  async #awaitCircuit(): Promise<void> {
    const waitMs = this.#breaker.waitMs(performance.now());
    if (waitMs > 0 && !this.#closing) await pause(waitMs, this.#hurry.signal);
  }

  #nextBatch(): Entry[] | undefined {
    const batch = this.#taken.pop() ?? takeBatch(this.#buffer, this.#options.batch);
    if (this.circuit !== "closed" && batch.length > probeEvents && !this.#closing) {
      this.#taken.push(batch.splice(probeEvents));
    }
    return batch.length > 0 ? batch : undefined;
  }

  #send(batch: Entry[]): Promise<Outcome> {
    this.counts.requests++;
    this.#request = new AbortController();
    if (this.#closing) this.#limitRequest();
    return send(batchBody(batch), this.#options.target, this.#request);
  }

  /** While closing, a request has a third of the time left: one that hangs leaves some for others that may get through. */
  #limitRequest(): void {
    const request = this.#request;
    const limitMs = Math.round(Math.max(leastTryMs, (this.#endMs - performance.now()) / 3));
    startTimer(limitMs, () => request.abort(new Error(`no answer within ${limitMs} ms`)));
  }

  async #settle(batch: Entry[], outcome: Outcome): Promise<void> {
    if (outcome.kind === "retry" || outcome.kind === "refused") {
      this.lastFailure = { time: new Date().toISOString(), status: outcome.status, detail: outcome.detail };
    }
    if (outcome.kind === "retry") {
      this.#taken.push(batch);
      await this.#waitForRetry(outcome, outcome.waitMs);
      return;
    }
    if (outcome.kind === "refused" && outcome.misconfigured) {
      // Nothing is wrong with the events: they wait, as in an outage, until somebody mends the key or the address.
      this.#taken.push(batch);
      if (this.#closing) return this.#waitForRetry(outcome);
      this.#breaker.trip(performance.now());
      this.#options.complain({ kind: "held", status: outcome.status, detail: outcome.detail, events: [] });
      return;
    }
    if (outcome.kind === "too_large" && batch.length > 1) {
      const half = Math.ceil(batch.length / 2);
      this.#taken.push(batch.slice(half), batch.slice(0, half));
      return;
    }
    this.#failuresInRow = 0;
    this.#buffer.release(batch);
    if (outcome.kind === "answered") {
      this.#count(batch, outcome);
      this.#breaker.succeeded();
      this.#options.onAnswered();
      return;
    }
    const refusal =
      outcome.kind === "too_large" ? { status: 413, detail: "too large even alone", misconfigured: false } : outcome;
    this.#breaker.succeeded();
    const code = refusal.status === 413 ? "too_large" : "refused";
    this.#refuse(refusal.status, refusal.detail, batch, () => ({ code, detail: refusal.detail }));
  }

  async #waitForRetry({ status, detail }: { status: number; detail: string }, serverWaitMs = 0): Promise<void> {
    this.counts.retries++;
    const wasClosed = this.circuit === "closed";
    this.#breaker.failed(performance.now());
    if (wasClosed && this.circuit !== "closed" && !this.#closing) {
      this.#options.complain({ kind: "unreachable", status, detail, events: [] });
    }
    const ownWaitMs = backoffMs(this.#failuresInRow++, this.#options.backoff);
    if (this.#closing) await pause(Math.min(ownWaitMs + 50, closingWaitMs), this.#stop.signal);
    else await pause(serverWaitMs + ownWaitMs, this.#hurry.signal);
  }

  #count(batch: Entry[], answer: Outcome & { kind: "answered" }): void {
    const errorAt = new Map<number, EventRefusal>(answer.errors.map((error) => [error.index, error]));
    const refused = batch.filter((_, index) => errorAt.has(index));
    this.counts.duplicates += answer.duplicates;
    this.counts.accepted += batch.length - refused.length - answer.duplicates;
    if (refused.length === 0) return;
    const detail = `${refused.length} of ${batch.length} events refused`;
    this.#refuse(answer.status, detail, refused, (entry) => {
      const error = errorAt.get(batch.indexOf(entry));
      return { code: error?.code ?? "invalid", detail: error?.detail ?? "" };
    });
  }

  #refuse(
    status: number,
    detail: string,
    entries: Entry[],
    why: (entry: Entry) => { code: string; detail: string },
  ): void {
    this.counts.refused += entries.length;
    const events = entries.map((entry) => ({ id: entry.id, type: entry.type, ...why(entry) }));
    this.#options.complain({ kind: "refused", status, detail, events });
  }

  #reportEmpty(): void {
    const waiting = this.#emptied;
    this.#emptied = [];
    for (const resolve of waiting) resolve();
  }
}
