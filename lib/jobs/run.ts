import { formatDuration } from "../stats/format";
import { toInstantOrNull } from "../stats/instant";
import type { JobRun, JobSummary, RunStatus } from "./job";
import type { StoredRun } from "./store";

/** Where a run stands. */
export function statusOf(run: Pick<StoredRun, "outcome" | "startedAt" | "progressReceivedAt">): RunStatus {
  if (run.outcome !== null) return run.outcome as RunStatus;
  return run.startedAt === null && run.progressReceivedAt === null ? "queued" : "running";
}

/** A run as a job's page tells it. */
export function jobRunOf(run: StoredRun): JobRun {
  const { errorType, errorMessage, errorStack } = run;
  const hasError = errorType !== null || errorMessage !== null || errorStack !== null;
  return {
    attempt: run.attempt,
    status: statusOf(run),
    queued_at: toInstantOrNull(run.queuedAt),
    started_at: toInstantOrNull(run.startedAt),
    finished_at: toInstantOrNull(run.finishedAt),
    duration_ms: wholeMs(run),
    progress_percent: run.progressPercent,
    progress_note: run.progressNote,
    error: hasError ? { type: errorType, message: errorMessage, stack: errorStack } : null,
    dead_lettered: run.deadLettered,
    cost_usd: run.costUsd,
    value_usd: run.valueUsd,
    cpu_ms: run.cpuMs,
    memory_peak_bytes: run.memoryPeakBytes,
  };
}

/** A run as a list tells it. */
export function jobSummaryOf(run: StoredRun): JobSummary {
  return {
    job_id: run.jobId,
    attempt: run.attempt,
    status: statusOf(run),
    queue: run.queue,
    job_type: run.jobType,
    started_at: toInstantOrNull(run.startedAt),
    finished_at: toInstantOrNull(run.finishedAt),
    duration_ms: wholeMs(run),
    duration_formatted: run.durationMs === null ? null : formatDuration(run.durationMs),
    error: run.errorMessage ?? run.errorType,
  };
}

const wholeMs = ({ durationMs }: StoredRun) => (durationMs === null ? null : Math.round(durationMs));
