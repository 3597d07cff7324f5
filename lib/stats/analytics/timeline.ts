import { SERIES } from "../../rollups/series";
import { toInstant } from "../instant";
import { courseOf, spreadOf, tallySuccess, unusualOf } from "./course";
import { type AnalyticsPeriod, periodMembers } from "./period";
import { type AnalyticsContext, type PeriodFacts, readFacts } from "./read";
import type { AnalyticsTimeline } from "./schema";

/** The course of a period, bucket by bucket, with what is out of the ordinary. */
export async function readTimeline(context: AnalyticsContext, period: AnalyticsPeriod): Promise<AnalyticsTimeline> {
  return timelineOf(await readFacts(context, period), context.now);
}

function timelineOf({ period, current, previous, usersByBucket }: PeriodFacts, now: Date): AnalyticsTimeline {
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
        active_users: usersByBucket[place] ?? null,
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
