import { z } from "zod";
import { botExists } from "../bots/store";
import type { Database } from "../db/client";
import { notFound } from "../http/problem";
import { OUTCOMES, type Outcome } from "../jobs/job";
import { type StoredRun, selectRuns } from "../jobs/store";
import { selectJobHours } from "../rollups/store";
import { formatDuration } from "./format";
import { toInstant } from "./instant";
import type { StatsRange } from "./range";
import { fillHours, totalOf } from "./series";

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
  p50_duration_ms: duration.describe(
    "Percentiles interpolate between neighbouring ranks, as PostgreSQL's percentile_cont does, within 2 %; null where nothing was measured.",
  ),
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

const RECENT_JOBS = 50;

/**
 * A bot's figures over a range, all from one state of the database.
 * @throws Problem 404 when there is no such bot
 */
export async function readBotStats(
  { db, now }: { db: Database; now: Date },
  botId: string,
  range: StatsRange,
): Promise<BotStats> {
  const { known, rows, runs } = await db.transaction(
    async (tx) => ({
      known: await botExists(tx, botId),
      rows: await selectJobHours(tx, botId, range),
      runs: await selectRuns(tx, botId, { state: "ended" }, { limit: RECENT_JOBS }),
    }),
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
  if (!known) throw notFound("There is no such bot.");
  return {
    bot_id: botId,
    period_hours: range.periodHours,
    ...totalOf(rows),
    hourly_performance: fillHours(rows, range, now),
    recent_jobs: runs.map(recentJob),
  };
}

function recentJob(run: StoredRun): RecentJob {
  return {
    job_id: run.jobId,
    status: run.outcome as Outcome,
    duration_ms: run.durationMs === null ? null : Math.round(run.durationMs),
    duration_formatted: run.durationMs === null ? null : formatDuration(run.durationMs),
    processed_at: toInstant(run.finishedAt!),
    attempt: run.attempt,
    error: run.errorMessage,
  };
}
