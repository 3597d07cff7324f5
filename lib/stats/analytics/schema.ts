import { z } from "zod";
import { ANALYTICS_GRAINS } from "./grain";

const instant = z.iso.datetime();
const count = z.number().min(0);
const rate = z.number().min(0).max(100).nullable().describe("Per cent; null where nothing was counted.");
const duration = z.number().min(0).nullable().describe("Milliseconds; null where nothing was measured.");

/** What every answer is of. */
const periodMembers = {
  from: instant.describe("Start of the hour that was asked for."),
  to: instant.describe("Exclusive; end of the hour that was asked for, or now."),
  previous_from: instant.describe("The period before is as long and ends at `from`."),
  grain: z.enum(ANALYTICS_GRAINS),
  tz: z
    .string()
    .describe(
      "IANA time zone in which days, weeks (from Monday) and months begin. Where its hours begin at other minutes than " +
        "those of UTC, what is older than the rollups by minute is told to the nearest hour.",
    ),
  bot_id: z.string().nullable().describe("Null: the whole fleet."),
};

/** One figure of a period beside that of the period before. */
export const figureSchema = z.object({
  value: z.number().nullable(),
  previous: z.number().nullable(),
  change_percent: z.number().nullable().describe("One decimal; null where there was nothing before."),
  trend: z.array(z.number().nullable()).describe("The figure bucket by bucket, as in the timeline."),
});
export type Figure = z.infer<typeof figureSchema>;

/** The figures of the overview, by name. Rates in per cent, durations in ms. */
export const FIGURES = [
  "messages",
  "active_users",
  "avg_response_time_ms",
  "p50_response_time_ms",
  "p95_response_time_ms",
  "p99_response_time_ms",
  "message_failure_rate",
  "messages_per_hour",
  "jobs",
  "job_success_rate",
  "avg_job_duration_ms",
  "p95_job_duration_ms",
  "requests",
  "request_failure_rate",
] as const;
export type FigureName = (typeof FIGURES)[number];

const weekHours = z
  .array(z.array(count).length(24))
  .length(7)
  .describe("By day of the week, Monday first, then by hour of the day, both in `tz`.");

/** `GET /api/analytics/overview`. */
export const analyticsOverviewAnswer = z.object({
  ...periodMembers,
  figures: z
    .object(Object.fromEntries(FIGURES.map((name) => [name, figureSchema])) as Record<FigureName, typeof figureSchema>)
    .describe("Active users are those of the UTC days that a period touches: who wrote is kept by day."),
  heatmap: z.object({ messages: weekHours, jobs: weekHours.describe("Ended attempts, like `messages`.") }),
});
export type AnalyticsOverview = z.infer<typeof analyticsOverviewAnswer>;

/** One bucket of the timeline. */
export const timelineBucketSchema = z.object({
  start: instant,
  end: instant.describe("Exclusive. A day of a zone may have 23 or 25 hours."),
  partial: z.boolean().describe("The bucket is not over, or the period covers only a part of it."),
  messages: count,
  messages_failed: count,
  avg_response_time_ms: duration,
  p50_response_time_ms: duration,
  p95_response_time_ms: duration,
  p99_response_time_ms: duration,
  jobs: count.describe("Ended attempts."),
  jobs_succeeded: count,
  jobs_failed: count,
  job_success_rate: rate,
  avg_job_duration_ms: duration,
  p95_job_duration_ms: duration,
  requests: count,
  requests_failed: count,
  active_users: count.nullable().describe("Null in hours: who wrote is kept by UTC day."),
  unusual: z
    .enum(["high", "low"])
    .nullable()
    .describe("Messages more than 2 standard deviations from the mean of the whole buckets."),
});
export type TimelineBucket = z.infer<typeof timelineBucketSchema>;

/** `GET /api/analytics/timeline`. */
export const analyticsTimelineAnswer = z.object({
  ...periodMembers,
  messages_mean: z.number().nullable().describe("Of the buckets that are whole; null with fewer than 3."),
  messages_standard_deviation: z.number().nullable(),
  buckets: z.array(timelineBucketSchema).describe("Oldest first, without gaps."),
  previous: z
    .array(z.object({ start: instant, end: instant, messages: count, jobs: count }))
    .describe("The buckets of the period before."),
});
export type AnalyticsTimeline = z.infer<typeof analyticsTimelineAnswer>;

/** A user of chat bots, counted once for each bot. */
export const analyticsUserSchema = z.object({
  bot_id: z.string(),
  user_id: z.string(),
  user_name: z.string().nullable(),
  messages: count,
  failed: count,
  avg_response_time_ms: duration,
  previous_messages: count.describe("In the period before."),
  first_at: instant.describe("First message in the period."),
  last_at: instant.describe("Last message in the period."),
});
export type AnalyticsUser = z.infer<typeof analyticsUserSchema>;

/** `GET /api/analytics/users`. Users are kept by UTC day: counted are the UTC days that the period touches. */
export const analyticsUsersAnswer = z.object({
  ...periodMembers,
  total: count.describe("Active users of the period."),
  previous_total: count,
  users: z.array(analyticsUserSchema).describe("Most messages first."),
  next_cursor: z.string().nullable(),
});
export type AnalyticsUsers = z.infer<typeof analyticsUsersAnswer>;
