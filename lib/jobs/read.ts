import type { Database } from "../db/client";
import { notFound } from "../http/problem";
import type { JobDetail } from "./job";
import { jobRunOf, statusOf } from "./run";
import { type StoredRun, selectEventsOfJob, selectRunsOfJob } from "./store";

const MINUTE_MS = 60_000;
/** Events about a job that come a little before or after its runs, such as its second finish. */
const MARGIN_MS = 5 * MINUTE_MS;
const MAX_EVENTS = 500;

/**
 * A job's life: its attempts and what the log still has of it.
 * @throws Problem 404 when the bot has no such job
 */
export async function readJob(
  { db, now }: { db: Database; now: Date },
  botId: string,
  jobId: string,
): Promise<JobDetail> {
  const runs = await selectRunsOfJob(db, botId, jobId);
  const last = runs.at(-1);
  if (!last) throw notFound("The bot has no such job.");
  const events = await selectEventsOfJob(db, { botId, jobId, ...lifetimeOf(runs, now) }, MAX_EVENTS + 1);
  return {
    bot_id: botId,
    job_id: jobId,
    status: statusOf(last),
    queue: newest(runs, "queue"),
    job_type: newest(runs, "jobType"),
    customer_id: newest(runs, "customerId"),
    runs: runs.map(jobRunOf),
    events: events.slice(0, MAX_EVENTS),
    events_truncated: events.length > MAX_EVENTS,
  };
}

/** From the first to the last that is known of the runs, by the bot's clock, with a margin; open runs last until now. */
function lifetimeOf(runs: readonly StoredRun[], now: Date): { from: Date; to: Date } {
  const known = runs
    .flatMap((run) => [run.queuedAt, run.startedAt, run.finishedAt ?? now, run.updatedAt])
    .filter((instant) => instant !== null)
    .map((instant) => instant.getTime());
  return { from: new Date(Math.min(...known) - MARGIN_MS), to: new Date(Math.max(...known) + MARGIN_MS) };
}

function newest(runs: readonly StoredRun[], field: "queue" | "jobType" | "customerId"): string | null {
  return runs.findLast((run) => run[field] !== null)?.[field] ?? null;
}
