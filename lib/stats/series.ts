import { addStored, type Histogram, quantiles } from "../rollups/histogram";
import type { JobHour } from "../rollups/store";
import type { BotHour, BotStats } from "./bot-stats";
import { toInstant } from "./instant";
import { HOUR_MS, type StatsRange } from "./range";
import { successRate } from "./rate";

/**
 * Every hour of a range: those without jobs too, with total 0 and null rates. An hour that is not over is partial.
 * @param rows hours with jobs, in any order
 */
export function fillHours(rows: readonly JobHour[], range: StatsRange, now: Date): BotHour[] {
  const byHour = new Map(rows.map((row) => [row.hour, row]));
  const hours: BotHour[] = [];
  for (let hour = range.from.getTime(); hour < range.to.getTime(); hour += HOUR_MS) {
    const row = byHour.get(hour);
    const succeeded = row ? row.ended - row.failed - row.cancelled : 0;
    const failed = row?.failed ?? 0;
    hours.push({
      hour: toInstant(new Date(hour)),
      total: row?.ended ?? 0,
      succeeded,
      failed,
      success_rate: successRate(succeeded, failed),
      avg_duration_ms: row ? mean(row) : null,
      p95_duration_ms: row ? rounded(quantiles(histogramOf([row]), [0.95], extremesOf([row]))[0]!) : null,
      partial: hour + HOUR_MS > now.getTime(),
    });
  }
  return hours;
}

/** The figures of all hours together. */
export type BotTotals = Omit<BotStats, "bot_id" | "period_hours" | "hourly_performance" | "recent_jobs">;

/** Adds hours up. Percentiles are those of all durations together, not means of the hours'. */
export function totalOf(rows: readonly JobHour[]): BotTotals {
  const sum = (figure: "ended" | "failed" | "cancelled" | "measured") =>
    rows.reduce((total, row) => total + row[figure], 0);
  const [ended, failed, cancelled] = [sum("ended"), sum("failed"), sum("cancelled")];
  const extremes = extremesOf(rows);
  const [p50, p90, p95, p99] = quantiles(histogramOf(rows), [0.5, 0.9, 0.95, 0.99], extremes).map(rounded);
  return {
    total_jobs: ended,
    avg_duration_ms: mean({
      measured: sum("measured"),
      sumMs: rows.reduce((total, row) => total + (row.sumMs ?? 0), 0),
    }),
    min_duration_ms: rounded(extremes.min),
    max_duration_ms: rounded(extremes.max),
    p50_duration_ms: p50!,
    p90_duration_ms: p90!,
    p95_duration_ms: p95!,
    p99_duration_ms: p99!,
    succeeded: ended - failed - cancelled,
    failed,
    cancelled,
    success_rate: successRate(ended - failed - cancelled, failed),
  };
}

function mean({ measured, sumMs }: Pick<JobHour, "measured" | "sumMs">): number | null {
  return measured === 0 ? null : Math.round((sumMs ?? 0) / measured);
}

function histogramOf(rows: readonly JobHour[]): Histogram {
  const histogram: Histogram = new Map();
  for (const row of rows) addStored(histogram, row.hist);
  return histogram;
}

function extremesOf(rows: readonly JobHour[]): { min: number | null; max: number | null } {
  const measured = rows.filter((row) => row.minMs !== null && row.maxMs !== null);
  if (measured.length === 0) return { min: null, max: null };
  return {
    min: measured.reduce((least, row) => Math.min(least, row.minMs!), Number.POSITIVE_INFINITY),
    max: measured.reduce((most, row) => Math.max(most, row.maxMs!), Number.NEGATIVE_INFINITY),
  };
}

const rounded = (ms: number | null) => (ms === null ? null : Math.round(ms));
