import { formatDuration } from "../stats/format";
import type { BotStatus } from "./bot";
import type { Contract } from "./contract";

const MINUTE_MS = 60_000;
/** An idle worker that took nothing for so long, although its queue waits, is a zombie. */
const ZOMBIE_AFTER_MS = 5 * MINUTE_MS;
/** A queue sample older than this says nothing of now. */
const SAMPLE_FRESH_MS = 5 * MINUTE_MS;
/** An open run without any sign for so long is lost, not under way, unless the bot still says it is busy. */
const LOST_AFTER_MS = 24 * 60 * MINUTE_MS;

/** A run as liveness sees it; instants in epoch ms, receipts by our own clock. */
export interface LiveRun {
  jobId: string;
  /** By the bot's clock. */
  startedAt: number | null;
  /** By the bot's clock, of the receipt at most; null where it is open. */
  endedAt: number | null;
  startReceivedAt: number | null;
  progressReceivedAt: number | null;
  /** Receipt of the last event of the run. */
  lastSignAt: number;
}

/** What liveness is judged by; instants in epoch ms, by receipt where nothing else is said. */
export interface LivenessFacts {
  kind: string | null;
  contract: Contract;
  pausedAt: number | null;
  firstSeenAt: number;
  /** Any event. */
  lastSeenAt: number;
  lastHeartbeatAt: number | null;
  /** A job was started. */
  lastTakenAt: number | null;
  /** A job progressed or ended. */
  lastProgressAt: number | null;
  reportedStatus: string | null;
  /** The job that the last heartbeats name. */
  namedJobId: string | null;
  /** When a heartbeat last named it, by the bot's clock, of the receipt at most. */
  namedAt: number | null;
  lastQueue: string | null;
  /** Open runs, newest start first, and the run of the named job, open or not. */
  runs: readonly LiveRun[];
  /** Latest samples of the queues it works. */
  queues: readonly { queue: string; pending: number | null; receivedAt: number }[];
}

/** What a bot is doing, why we say so, and the job it is at. */
export interface Liveness {
  status: BotStatus;
  reason: string;
  currentJob: { jobId: string; runningMs: number | null } | null;
}

/**
 * Judges a bot by three clocks: last sign of life, last job taken, last progress. The first that holds, in this order:
 * paused by an operator; offline, no event for heartbeat interval and grace; stuck, an open run without progress for the
 * longest run time; busy; zombie, an idle worker that takes no job although its queue waits; idle.
 * What was received after `now` (the clock was set back) counts as received now.
 */
export function judgeLiveness(facts: LivenessFacts, now: number): Liveness {
  const underWay = facts.runs.filter((run) => isUnderWay(run, facts, now));
  const currentJob = currentJobOf(facts, underWay, now);
  const judged = (status: BotStatus, reason: string): Liveness => ({ status, reason, currentJob });

  if (facts.pausedAt !== null) return judged("paused", `An operator paused it ${ago(facts.pausedAt, now)} ago.`);
  const offline = offlineReason(facts, now);
  if (offline) return judged("offline", offline);
  const stuck = stuckReason(facts, underWay, now);
  if (stuck) return judged("stuck", stuck);
  if (currentJob) return judged("busy", busyReason(currentJob));
  if (saysBusy(facts)) return judged("busy", "Its heartbeat says that it is busy.");
  const zombie = zombieReason(facts, now);
  if (zombie) return judged("zombie", zombie);
  return judged("idle", idleReason(facts, now));
}

/** Whether an open run is still being worked on, as far as the heartbeats since tell. */
function isUnderWay(run: LiveRun, facts: LivenessFacts, now: number): boolean {
  if (run.endedAt !== null) return false;
  const heardSince = facts.lastHeartbeatAt !== null && facts.lastHeartbeatAt > run.lastSignAt;
  if (heardSince && facts.reportedStatus === "idle") return false;
  // A heartbeat names the oldest of several jobs: one that names a younger job tells that this one is gone.
  const named = facts.runs.find(({ jobId }) => jobId === facts.namedJobId);
  if (heardSince && named && named !== run && (named.startedAt ?? 0) > (run.startedAt ?? 0)) return false;
  if (facts.reportedStatus === "busy" || facts.reportedStatus === "draining") return true;
  return age(run.lastSignAt, now) <= Math.max(LOST_AFTER_MS, 4000 * facts.contract.max_run_seconds);
}

/** The job that heartbeats named last, unless it ended since; else that of the newest run under way. */
function currentJobOf(facts: LivenessFacts, underWay: readonly LiveRun[], now: number): Liveness["currentJob"] {
  if (facts.namedJobId !== null && facts.reportedStatus !== "idle") {
    const run = facts.runs.find(({ jobId }) => jobId === facts.namedJobId);
    // A heartbeat may come late, and a later one says nothing of jobs: only the bot's clock tells what came first.
    const endedSince = run && run.endedAt !== null && run.endedAt >= (facts.namedAt ?? 0);
    if (!endedSince) return { jobId: facts.namedJobId, runningMs: run?.endedAt === null ? runningMs(run, now) : null };
  }
  const newest = underWay[0];
  return newest ? { jobId: newest.jobId, runningMs: runningMs(newest, now) } : null;
}

/** Since the start by the bot's clock, or by ours where the bot's is ahead. */
function runningMs(run: LiveRun, now: number): number | null {
  const starts = [run.startedAt, run.startReceivedAt].filter((start) => start !== null);
  return starts.length === 0 ? null : age(Math.min(...starts), now);
}

/** Whether a bot gave a sign within the heartbeat interval and grace of its contract. Instants in epoch ms. */
export function isHeard(
  { contract, lastSeenAt }: Pick<LivenessFacts, "contract" | "lastSeenAt">,
  now: number,
): boolean {
  return age(lastSeenAt, now) <= (contract.heartbeat_interval_seconds + contract.heartbeat_grace_seconds) * 1000;
}

function offlineReason({ contract, lastSeenAt }: LivenessFacts, now: number): string | null {
  const { heartbeat_interval_seconds: interval, heartbeat_grace_seconds: grace } = contract;
  if (isHeard({ contract, lastSeenAt }, now)) return null;
  const allowed = `heartbeats are due every ${formatDuration(interval * 1000)}, with ${formatDuration(grace * 1000)} of grace`;
  return `Nothing heard for ${ago(lastSeenAt, now)}; ${allowed}.`;
}

function stuckReason({ contract }: LivenessFacts, underWay: readonly LiveRun[], now: number): string | null {
  const limitMs = contract.max_run_seconds * 1000;
  for (const run of underWay) {
    const lastMove = Math.max(run.startReceivedAt ?? 0, run.progressReceivedAt ?? 0);
    if (lastMove === 0 || age(lastMove, now) <= limitMs) continue;
    return `Job ${run.jobId} has made no progress for ${ago(lastMove, now)}; the limit is ${formatDuration(limitMs)}.`;
  }
  return null;
}

function busyReason({ jobId, runningMs }: NonNullable<Liveness["currentJob"]>): string {
  return runningMs === null ? `At job ${jobId}.` : `At job ${jobId} for ${formatDuration(runningMs)}.`;
}

/** A busy heartbeat without a job's name holds until a job ends. */
function saysBusy({ reportedStatus, lastHeartbeatAt, lastProgressAt, namedJobId }: LivenessFacts): boolean {
  return reportedStatus === "busy" && namedJobId === null && (lastProgressAt ?? 0) <= (lastHeartbeatAt ?? 0);
}

/** Whether a bot works queues: it says so, or says nothing of its kind and took jobs from one. */
export function isWorker({ kind, lastQueue }: Pick<LivenessFacts, "kind" | "lastQueue">): boolean {
  return kind === "worker" || (kind === null && lastQueue !== null);
}

function zombieReason(facts: LivenessFacts, now: number): string | null {
  if (!isWorker(facts)) return null;
  const lastWork = Math.max(facts.lastTakenAt ?? 0, facts.lastProgressAt ?? 0);
  if (age(Math.max(lastWork, facts.firstSeenAt), now) <= ZOMBIE_AFTER_MS) return null;
  const waiting = facts.queues.find(
    ({ pending, receivedAt }) => (pending ?? 0) > 0 && age(receivedAt, now) <= SAMPLE_FRESH_MS,
  );
  if (!waiting) return null;
  const taken = lastWork === 0 ? "It never took a job" : `It has taken no job for ${ago(lastWork, now)}`;
  return `${taken}, although ${waiting.pending} wait in queue ${waiting.queue}.`;
}

function idleReason({ lastTakenAt, lastProgressAt }: LivenessFacts, now: number): string {
  const lastWork = Math.max(lastTakenAt ?? 0, lastProgressAt ?? 0);
  return lastWork === 0 ? "Alive, without a job so far." : `Alive, without a job for ${ago(lastWork, now)}.`;
}

const age = (at: number, now: number) => Math.max(0, now - at);
const ago = (at: number, now: number) => formatDuration(age(at, now));
