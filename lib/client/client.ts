import { serverLimits } from "./batch.ts";
import type { BreakerState } from "./breaker.ts";
import { EventBuffer } from "./buffer.ts";
import { type Failure, tell, warnOnConsole } from "./complain.ts";
import { Delivery, type DeliveryCounts, type LastFailure } from "./delivery.ts";
import { maxEventBytes, writeEntry } from "./entry.ts";
import type { BotEvent, Heartbeat, MessageProcessed } from "./event.ts";
import { describeError } from "./failure.ts";
import { Pulse } from "./heartbeat.ts";
import { createIds } from "./id.ts";
import { type JobFunction, type JobOptions, runJob } from "./job.ts";
import { measureMessage, measureRequest, type RequestSpan } from "./measure.ts";
import { type ClientOptions, completeOptions } from "./options.ts";
import { wellFormed } from "./text.ts";

export type { Failure } from "./complain.ts";
export type { LastFailure } from "./delivery.ts";
export type * from "./event.ts";
export type { JobContext, JobCost, JobFunction, JobOptions } from "./job.ts";
export type { RequestSpan } from "./measure.ts";
export type { ClientOptions } from "./options.ts";

/** Counts since the client was made. `reported` = `accepted` + `duplicates` + `refused` + `dropped` + `waiting`. */
export interface ClientStats extends DeliveryCounts {
  reported: number;
  dropped: number;
  waiting: number;
  circuit: BreakerState;
  /** Why the last try that failed did so, and when; none where every try got through. */
  lastFailure?: LastFailure;
}

/** A bot's connection to Rollcall. Nothing here throws because Rollcall is away or says no. */
export interface Client {
  /** Reports a thing that happened. Returns the id it was given. */
  report(event: BotEvent): string;
  /** Runs a job and reports its life. Throws what the job throws; a client that drains or is closed runs none. */
  job<T>(type: string, run: JobFunction<T>, options?: JobOptions): Promise<T>;
  /** Answers a message and reports how long that took. Throws what `answer` throws. */
  message<T>(message: Omit<MessageProcessed, "response_time_ms" | "failed">, answer: () => Promise<T> | T): Promise<T>;
  /** Handles a request and reports it. Throws what `handle` throws. */
  request<T>(span: RequestSpan, handle: (span: RequestSpan) => Promise<T> | T): Promise<T>;
  /** Reports an error that belongs to no job's end. */
  error(thrown: unknown, jobId?: string): void;
  /** Takes no more jobs, and says so. */
  drain(): void;
  /** Sends all that waits. False if something still waits after `timeoutMs`, 5,000 unless told. */
  flush(options?: { timeoutMs?: number }): Promise<boolean>;
  /**
   * Shuts down: drains, lets running jobs end for half of the time, cancels the rest, sends all that waits. Within
   * `timeoutMs`, 5,000 unless told. What could not be sent by then is lost and is in `waiting` of the result.
   */
  close(options?: { timeoutMs?: number }): Promise<ClientStats>;
  stats(): ClientStats;
}

/** Makes a client and sends its first heartbeat. Its timers do not keep a process alive: `close()` before leaving. */
export function createClient(options: ClientOptions): Client {
  const settings = completeOptions(options);
  const { botId, kind, name, tags, version, host } = options;
  const identity: Heartbeat = JSON.parse(JSON.stringify({ kind, name, tags, version, host }));
  const onError = options.onError ?? warnOnConsole();
  const newId = createIds();
  const running = new Set<string>();
  // Not one AbortSignal for all: Node warns of a leak from the eleventh listener on.
  const cancels = new Set<(reason: unknown) => void>();
  const buffer = new EventBuffer(settings.buffer);
  const delivery = new Delivery(buffer, {
    target: { endpoint: settings.endpoint, key: options.key, timeoutMs: settings.timeoutMs, fetch: settings.fetch },
    // Entries under way cannot be dropped, so a small buffer takes small batches.
    batch: { ...serverLimits, events: Math.min(serverLimits.events, Math.ceil(settings.buffer.events / 4)) },
    flushMs: settings.flushMs,
    backoff: settings.backoff,
    breaker: settings.breaker,
    complain,
    onAnswered: reportDrops,
  });
  let reported = 0;
  let droppedReported = 0;
  let dropTold = false;
  let draining = false;
  let closed: Promise<ClientStats> | undefined;
  let ended = false;

  const pulse = new Pulse(settings.heartbeatMs, (resources) => {
    const [current] = running;
    const status = draining ? "draining" : current === undefined ? "idle" : "busy";
    const data = { ...identity, status, ...resources } as const;
    report({ type: "heartbeat", data: current === undefined ? data : { ...data, current_job_id: current } });
  });
  if (settings.heartbeatMs > 0) pulse.beat();
  else pulse.stop();

  function report(event: BotEvent): string {
    const id = event.id === undefined ? newId() : wellFormed(event.id);
    reported++;
    if (ended) {
      buffer.dropped++;
      return id;
    }
    try {
      const entry = writeEntry(event, botId, id, new Date().toISOString(), reported);
      if (entry.bytes > maxEventBytes) refuse(event, id, "too_large", `${entry.bytes} bytes, over ${maxEventBytes}`);
      else if (buffer.add(entry).length > 0) tellDrops();
      delivery.nudge();
    } catch (error) {
      refuse(event, id, "invalid", describeError(error).message);
    }
    return id;
  }

  /** An event that is not worth sending. */
  function refuse({ type }: BotEvent, id: string, code: string, detail: string): void {
    delivery.counts.refused++;
    complain({ kind: "refused", status: 0, detail: "not sent", events: [{ id, type, code, detail }] });
  }

  function complain(failure: Pick<Failure, "kind" | "status" | "detail" | "events">): void {
    tell(onError, { ...failure, waiting: buffer.size, dropped: buffer.dropped });
  }

  function complainOfLoss(kind: "full" | "closed"): void {
    const { status, detail } = delivery.lastFailure ?? {
      status: 0,
      detail: "more was reported than there was time to send",
    };
    complain({ kind, status, detail, events: [] });
  }

  function tellDrops(): void {
    if (options.onDrop) tell(options.onDrop, buffer.dropped);
    else if (!dropTold) complainOfLoss("full");
    dropTold = true;
  }

  /** Once the server answers again it is told how much it will never hear. */
  function reportDrops(): void {
    if (buffer.dropped === droppedReported) return;
    droppedReported = buffer.dropped;
    report({ type: "metric.sampled", data: { name: "client_events_dropped", value: droppedReported, unit: "events" } });
  }

  async function job<T>(type: string, run: JobFunction<T>, jobOptions: JobOptions = {}): Promise<T> {
    if (draining) throw new Error("the client is draining and runs no more jobs");
    const jobId = jobOptions.jobId ?? newId();
    const wasIdle = running.size === 0;
    running.add(jobId);
    if (wasIdle) statusChanged();
    try {
      return await runJob(jobId, type, run, jobOptions, { report, onClosing });
    } finally {
      running.delete(jobId);
      if (running.size === 0) statusChanged();
    }
  }

  function onClosing(cancel: (reason: unknown) => void): () => void {
    cancels.add(cancel);
    return () => cancels.delete(cancel);
  }

  function statusChanged(): void {
    if (settings.heartbeatMs > 0 && !ended) pulse.statusChanged();
  }

  function drain(): void {
    if (draining) return;
    draining = true;
    if (settings.heartbeatMs > 0) pulse.beat();
    delivery.nudge();
  }

  async function close(timeoutMs: number): Promise<ClientStats> {
    const deadlineMs = performance.now() + timeoutMs;
    drain();
    while (running.size > 0 && performance.now() < deadlineMs - timeoutMs / 2) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const cancel of [...cancels]) cancel(new DOMException("the bot is shutting down", "AbortError"));
    // A macrotask lets the cancelled jobs report their end.
    await new Promise((resolve) => setTimeout(resolve));
    pulse.stop();
    const timeLeftMs = Math.max(0, deadlineMs - performance.now());
    delivery.hurry(timeLeftMs);
    await delivery.flush(timeLeftMs);
    ended = true;
    delivery.stop();
    if (buffer.size > 0) complainOfLoss("closed");
    return stats();
  }

  function stats(): ClientStats {
    const { dropped, size: waiting } = buffer;
    const { counts, circuit, lastFailure } = delivery;
    return { reported, ...counts, dropped, waiting, circuit, ...(lastFailure && { lastFailure }) };
  }

  return {
    report,
    job,
    message: (message, answer) => measureMessage(message, answer, report),
    request: (span, handle) => measureRequest(span, handle, report),
    error(thrown, jobId) {
      const described = describeError(thrown);
      report({ type: "error.occurred", data: jobId === undefined ? described : { ...described, job_id: jobId } });
    },
    drain,
    flush: ({ timeoutMs = 5000 } = {}) => delivery.flush(timeoutMs),
    close({ timeoutMs = 5000 } = {}) {
      closed ??= close(timeoutMs);
      return closed;
    },
    stats,
  };
}
