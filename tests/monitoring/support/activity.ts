import { connect } from "node:net";
import { call, postEvents } from "../../support/http";
import type { World } from "./world";

/** A bot that reports what the demo's bots do not, all at once. */
export const BOT = "everything";
/** The job that it has been at for eleven minutes. */
const LONG_JOB = "long";
const EVERY_MS = 1000;

/** Keeps a bot, a cache and some failing requests busy until it is stopped. `stop` throws what went wrong meanwhile. */
export function keepBusy({ rollcall, redisPort }: World): { stop(): Promise<void> } {
  let round = 0;
  let stopping = false;
  const work = async () => {
    while (!stopping) {
      round += 1;
      await Promise.all([
        postEvents(rollcall.url, eventsOf(round)),
        call(`${rollcall.url}/api/cron/rollups`, { method: "POST" }),
        touchCache(redisPort),
      ]);
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  };
  const working = work();
  // What went wrong is told by `stop`.
  working.catch(() => {});
  return {
    stop: async () => {
      stopping = true;
      await working;
    },
  };
}

/** Ends the job that takes so long. */
export async function endLongJob({ rollcall }: World): Promise<void> {
  const data = { job_id: LONG_JOB, status: "succeeded" };
  await postEvents(rollcall.url, { type: "job.finished", bot_id: BOT, data });
}

function eventsOf(round: number): object[] {
  const job = { job_id: `job-${round}`, job_type: "report", queue: "reports" };
  const failed = round % 10 === 0;
  const event = (type: string, data: object, time?: string) => ({ type, bot_id: BOT, data, ...(time && { time }) });
  const start = new Date(Date.now() - 11 * 60_000).toISOString();
  return [
    ...(round === 1 ? [event("job.started", { job_id: LONG_JOB, job_type: "report", queue: "reports" }, start)] : []),
    event("heartbeat", {
      status: "busy",
      current_job_id: LONG_JOB,
      kind: "worker",
      cpu_percent: 12,
      memory_bytes: 2e8,
    }),
    event("job.queued", job),
    event("job.started", { ...job, attempt: 1 }),
    event("job.finished", { ...job, attempt: 1, status: "failed", duration_ms: 40, error: "busy" }),
    event("job.started", { ...job, attempt: 2 }),
    event("job.finished", {
      ...job,
      ...{
        attempt: 2,
        status: failed ? "failed" : "succeeded",
        dead_lettered: failed,
        duration_ms: 900,
        value_usd: 1.5,
      },
    }),
    event("message.processed", { user_id: "u1", response_time_ms: 300 }),
    event("error.occurred", { message: "something", type: "Oddity" }),
    event("queue.sampled", { queue: "reports", pending: 4, processing: 1, dead_letter: 2, oldest_age_seconds: 20 }),
  ];
}

/** One hit and one miss. */
function touchCache(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = connect(port, "127.0.0.1", () => client.end("SET here 1\r\nGET here\r\nGET gone\r\nQUIT\r\n"));
    client.once("error", reject);
    client.once("close", () => resolve());
    client.resume();
  });
}
