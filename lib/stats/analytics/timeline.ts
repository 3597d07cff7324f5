import { SERIES } from "../../rollups/series";
import { toInstant } from "../instant";
import { courseOf, spreadOf, tallySuccess, unusualOf } from "./course";
import { type AnalyticsPeriod, periodMembers } from "./period";
import { type AnalyticsContext, atOnce, readCourse } from "./read";
import type { AnalyticsTimeline } from "./schema";
import type { CourseCell } from "./store";
import { countUsersByBucket } from "./users/store";

/** The course of a period, bucket by bucket, with what is out of the ordinary. */
export function readTimeline(context: AnalyticsContext, period: AnalyticsPeriod): Promise<AnalyticsTimeline> {
  return atOnce(context, async (given) => {
    const { current, previous } = await readCourse(given, period);
    return timelineOf(period, given.now, current, previous, await readUserTrend(given, period));
  });
}

/** How many users wrote in each bucket; null in hours, since who wrote is kept by day. */
export async function readUserTrend({ db }: AnalyticsContext, period: AnalyticsPeriod): Promise<(number | null)[]> {
  const places = period.limits.length - 1;
  if (period.grain === "hour") return Array(places).fill(null);
  const counted = await countUsersByBucket(db, daysOf(period), period.limits);
  const users: number[] = Array(places).fill(0);
  for (const { place, users: count } of counted) users[place] = count;
  return users;
}

/** The UTC days that a period touches. */
export const daysOf = ({ botId, from, to }: Pick<AnalyticsPeriod, "botId" | "from" | "to">) => ({
  ...{ botId, from },
  to: new Date(to.getTime() - 1),
});

function timelineOf(
  period: AnalyticsPeriod,
  now: Date,
  current: CourseCell[],
  previous: CourseCell[],
  users: (number | null)[],
): AnalyticsTimeline {
  const spans = spansOf(period.limits);
  const before = spansOf(period.previousLimits);
  const course = (name: "message" | "job" | "request") => courseOf(current, SERIES[name], spans.length).buckets;
  const earlier = (name: "message" | "job") => courseOf(previous, SERIES[name], before.length).buckets;
  const [messages, jobs, requests] = [course("message"), course("job"), course("request")];
  const [messagesBefore, jobsBefore] = [earlier("message"), earlier("job")];
  const partial = spans.map(({ start, end }) => start < period.from || end > period.to || end > now);
  const spread = spreadOf(messages.filter((_, place) => !partial[place]).map(({ n }) => n));
  return {
    ...periodMembers(period),
    messages_mean: spread?.mean ?? null,
    messages_standard_deviation: spread?.deviation ?? null,
    buckets: spans.map(({ start, end }, place) => {
      const [message, job, request] = [messages[place]!, jobs[place]!, requests[place]!];
      return {
        start: toInstant(start),
        end: toInstant(end),
        partial: partial[place]!,
        messages: message.n,
        messages_failed: message.failed,
        avg_response_time_ms: message.mean,
        p50_response_time_ms: message.p50,
        p95_response_time_ms: message.p95,
        p99_response_time_ms: message.p99,
        jobs: job.n,
        jobs_succeeded: job.n - job.failed - job.cancelled,
        jobs_failed: job.failed,
        job_success_rate: tallySuccess(job),
        avg_job_duration_ms: job.mean,
        p95_job_duration_ms: job.p95,
        requests: request.n,
        requests_failed: request.failed,
        active_users: users[place] ?? null,
        unusual: unusualOf(message.n, partial[place]!, spread),
      };
    }),
    previous: before.map(({ start, end }, place) => ({
      start: toInstant(start),
      end: toInstant(end),
      messages: messagesBefore[place]!.n,
      jobs: jobsBefore[place]!.n,
    })),
  };
}

const spansOf = (limits: readonly Date[]) => limits.slice(1).map((end, place) => ({ start: limits[place]!, end }));
