import type { Database } from "../db/client";
import { SERIES } from "../rollups/series";
import { courseOf, type Tally } from "../stats/analytics/course";
import { readingOf } from "../stats/analytics/source";
import { selectCourse } from "../stats/analytics/store";
import { toInstant } from "../stats/instant";
import type { ExportRecord } from "./kind";

const HOUR_MS = 3_600_000;
const COUNTED = [SERIES.message, SERIES.job, SERIES.request];

/** What a bot did hour by hour; hours in which it did nothing are left out. @param from the start of an hour, as is `to` */
export async function hoursOf(db: Database, botId: string, from: Date, to: Date): Promise<ExportRecord[]> {
  const count = (to.getTime() - from.getTime()) / HOUR_MS;
  const limits = Array.from({ length: count + 1 }, (_, place) => new Date(from.getTime() + place * HOUR_MS));
  const cells = await selectCourse(db, { botId, limits, reading: readingOf("hour", from, to) }, COUNTED, COUNTED);
  const [messages, jobs, requests] = COUNTED.map((series) => courseOf(cells, series, count).buckets);
  return limits
    .slice(0, count)
    .map((hour, place) => recordOf(hour, botId, messages![place]!, jobs![place]!, requests![place]!))
    .filter(({ messages, jobs, requests }) => messages || jobs || requests);
}

function recordOf(hour: Date, botId: string, message: Tally, job: Tally, request: Tally) {
  return {
    hour: toInstant(hour),
    bot_id: botId,
    messages: message.n,
    messages_failed: message.failed,
    avg_response_time_ms: message.mean,
    p95_response_time_ms: message.p95,
    jobs: job.n,
    jobs_succeeded: job.n - job.failed - job.cancelled,
    jobs_failed: job.failed,
    jobs_cancelled: job.cancelled,
    avg_job_duration_ms: job.mean,
    p95_job_duration_ms: job.p95,
    requests: request.n,
    requests_failed: request.failed,
    avg_request_duration_ms: request.mean,
    p95_request_duration_ms: request.p95,
  };
}
