import { type BackoffOptions, backoffMs } from "./backoff.ts";
import { tell } from "./complain.ts";
import type { BotEvent, JobFinished, JobStarted } from "./event.ts";
import { describeError } from "./failure.ts";
import { pause, startHoldingTimer } from "./timer.ts";

/** What a job may add to its end: money, CPU time, memory. */
export type JobCost = Pick<JobFinished, "cost_usd" | "value_usd" | "cpu_ms" | "memory_peak_bytes">;

/** What a job's function is handed. */
export interface JobContext {
  jobId: string;
  /** Counts from 1. */
  attempt: number;
  /** Aborted at the timeout, when the caller cancels and when the client closes. */
  signal: AbortSignal;
  progress(percent: number, note?: string): void;
  /** Adds to what the end of this attempt reports. */
  cost(cost: JobCost): void;
}

/** How a job is run. */
export interface JobOptions {
  /** Its own id; else a new one. */
  jobId?: string;
  queue?: string;
  customerId?: string;
  /** When it was put into the queue, if that was before now. `false`: `job.queued` is reported elsewhere. */
  queuedAt?: Date | false;
  /** Attempts in all; 1 unless told. */
  attempts?: number;
  /** Waits between attempts; 1 s doubling to 30 s unless told. */
  backoff?: Partial<BackoffOptions>;
  /** Whether another attempt may help; all errors may unless told. If it throws, none may. */
  retryable?: (error: unknown) => boolean;
  /** Milliseconds an attempt may take. At that moment it has failed, even if its function does not heed the signal. */
  timeoutMs?: number;
  /** Cancels the job. */
  signal?: AbortSignal;
  /** Whether a job that failed for good goes to a dead-letter queue; reported with its last failure. */
  deadLetter?: boolean;
}

export type JobFunction<T> = (context: JobContext) => Promise<T> | T;

/** What running a job needs of the client. */
export interface JobReporting {
  report(event: BotEvent): void;
  /** Registers what cancels the job when the client closes. Returns what takes that back. */
  onClosing(cancel: (reason: unknown) => void): () => void;
}

/**
 * Runs a job and reports its life: queued, then for each attempt started, progress and finished.
 * @returns what the function returned. Throws the error of the last attempt, or the reason of a cancellation.
 */
export async function runJob<T>(
  jobId: string,
  jobType: string,
  run: JobFunction<T>,
  options: JobOptions,
  reporting: JobReporting,
): Promise<T> {
  const { queue, customerId: customer_id, attempts = 1, retryable = () => true } = options;
  const backoff = { baseMs: options.backoff?.baseMs ?? 1000, capMs: options.backoff?.capMs ?? 30_000 };
  const facts = {
    job_id: jobId,
    job_type: jobType,
    ...(queue ? { queue } : {}),
    ...(customer_id ? { customer_id } : {}),
  };
  if (options.queuedAt !== false) {
    const time = options.queuedAt;
    reporting.report({ type: "job.queued", data: facts, ...(time ? { time } : {}) });
  }
  const cancel = linkSignals(options.signal);
  const forget = reporting.onClosing(cancel.abort);
  try {
    for (let attempt = 1; ; attempt++) {
      const last = (error: unknown) => attempt >= attempts || cancel.signal.aborted || !tell(retryable, error);
      const end = await runAttempt(run, { ...facts, attempt }, options, cancel.signal, last, reporting);
      if (end.ok) return end.value;
      if (end.last) throw end.error;
      await pause(backoffMs(attempt - 1, backoff), cancel.signal, true);
      if (cancel.signal.aborted) throw end.error;
    }
  } finally {
    forget();
    cancel.unlink();
  }
}

type AttemptEnd<T> = { ok: true; value: T } | { ok: false; error: unknown; last: boolean };

async function runAttempt<T>(
  run: JobFunction<T>,
  facts: JobStarted & { attempt: number },
  options: JobOptions,
  cancelled: AbortSignal,
  isLast: (error: unknown) => boolean,
  { report }: JobReporting,
): Promise<AttemptEnd<T>> {
  const { job_id, attempt } = facts;
  const limit = linkSignals(cancelled, options.timeoutMs);
  let cost: JobCost = {};
  report({ type: "job.started", data: facts });
  const startedMs = performance.now();
  const finish = (data: Pick<JobFinished, "status" | "error" | "dead_lettered">) => {
    const duration_ms = Math.round((performance.now() - startedMs) * 100) / 100;
    report({ type: "job.finished", data: { ...facts, ...cost, duration_ms, ...data } });
  };
  let ended = false;
  const context: JobContext = {
    jobId: job_id,
    attempt,
    signal: limit.signal,
    progress(percent, note) {
      const data = { job_id, percent: Math.min(100, Math.max(0, percent)), ...(note ? { note } : {}) };
      if (!ended) report({ type: "job.progress", data });
    },
    cost(more) {
      cost = { ...cost, ...more };
    },
  };
  try {
    const value = await orAborted(limit.signal, async () => run(context));
    finish({ status: "succeeded" });
    return { ok: true, value };
  } catch (error) {
    const status = cancelled.aborted ? "cancelled" : "failed";
    const last = isLast(error);
    const dead = status === "failed" && options.deadLetter && last;
    finish({ status, error: describeError(error), ...(dead ? { dead_lettered: true } : {}) });
    return { ok: false, error, last };
  } finally {
    ended = true;
    limit.unlink();
  }
}

/** Settles as `work` does, or rejects with the signal's reason if that comes first. */
function orAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", abort));
  });
}

/** A signal that follows another and, with `timeoutMs`, the clock. `unlink` lets go of them. */
function linkSignals(signal?: AbortSignal, timeoutMs?: number) {
  const controller = new AbortController();
  const follow = () => controller.abort(signal?.reason);
  if (signal?.aborted) follow();
  signal?.addEventListener("abort", follow);
  const expire = () => controller.abort(new DOMException(`took longer than ${timeoutMs} ms`, "TimeoutError"));
  const cancelTimer = timeoutMs === undefined ? undefined : startHoldingTimer(timeoutMs, expire);
  return {
    signal: controller.signal,
    abort: (reason: unknown) => controller.abort(reason),
    unlink() {
      signal?.removeEventListener("abort", follow);
      cancelTimer?.();
    },
  };
}
