import { z } from "zod";
import { OUTCOMES } from "../jobs/job";

const instant = z.iso.datetime();
const count = z.int().min(0);
const rate = z.number().min(0).max(100).nullable().describe("Per cent, one decimal; null where nothing was counted.");
const duration = z.int().min(0).nullable().describe("Milliseconds; null where nothing was measured.");

/** One hour of a bot's work. */
export const botHourSchema = z.object({
  hour: instant.describe("Its start."),
  total: count,
  succeeded: count,
  failed: count,
  success_rate: rate,
  avg_duration_ms: duration,
  p95_duration_ms: duration,
  partial: z.boolean().describe("The hour is not over."),
});
export type BotHour = z.infer<typeof botHourSchema>;

/** A run that ended lately. */
export const recentJobSchema = z.object({
  job_id: z.string(),
  status: z.enum(OUTCOMES),
  duration_ms: duration,
  duration_formatted: z.string().nullable(),
  processed_at: instant,
  attempt: z.int().min(1),
  error: z.string().nullable(),
});
export type RecentJob = z.infer<typeof recentJobSchema>;

/** What a bot did in a period: `GET /bots/{bot_id}/stats`. Totals are the sums of the hours listed. */
export const botStatsAnswer = z.object({
  bot_id: z.string(),
  period_hours: z.number(),
  total_jobs: count.describe("Ended attempts."),
  avg_duration_ms: duration,
  min_duration_ms: duration,
  max_duration_ms: duration,
  p50_duration_ms: duration,
  p90_duration_ms: duration,
  p95_duration_ms: duration,
  p99_duration_ms: duration,
  succeeded: count,
  failed: count,
  cancelled: count,
  success_rate: rate,
  hourly_performance: z.array(botHourSchema),
  recent_jobs: z.array(recentJobSchema).describe("The last 50 that ended, newest first."),
});
export type BotStats = z.infer<typeof botStatsAnswer>;
