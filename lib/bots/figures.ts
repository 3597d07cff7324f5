import { addStored, type Histogram, quantiles } from "../rollups/histogram";
import type { JobCount, JobDurations, JobTotal } from "../rollups/store";
import { toInstant } from "../stats/instant";
import { HOUR_MS, parseStatsRange, type StatsRange } from "../stats/range";
import { errorRate, successRate } from "../stats/rate";
import type { BotSummary } from "./bot";

const TRACKER_HOURS = 24;

/** What a bot did lately, as the list tells it. */
export type BotFigures = Pick<
  BotSummary,
  "success_rate" | "error_rate" | "throughput_per_hour" | "p95_duration_ms" | "tracker"
>;

/** The hours that the list's figures are of: those of `/bots/{id}/stats` without a query, so that both agree. */
export function listWindow(now: Date): StatsRange {
  return parseStatsRange({}, now);
}

/** A bot's figures over the window. @param counts of this bot, hours without jobs left out */
export function figuresOf(
  counts: readonly JobCount[],
  durations: JobDurations | undefined,
  firstSeenAt: Date,
  now: Date,
): BotFigures {
  const sum = (figure: "ended" | "failed" | "cancelled") => counts.reduce((total, hour) => total + hour[figure], 0);
  const firstHour = Math.min(...counts.map(({ hour }) => hour));
  const total = { ended: sum("ended"), failed: sum("failed"), cancelled: sum("cancelled"), firstHour };
  return {
    ...ratesOf(total, firstSeenAt, now),
    p95_duration_ms: p95Of(durations),
    tracker: trackerOf(counts, listWindow(now).to),
  };
}

/**
 * A bot's rates over the window. Throughput is the jobs that ended by the hours since the bot was first known, or since its
 * first job where that was reported later; by one hour at least.
 */
export function ratesOf(
  { ended, failed, cancelled, firstHour }: Omit<JobTotal, "botId">,
  firstSeenAt: Date,
  now: Date,
): Pick<BotFigures, "success_rate" | "error_rate" | "throughput_per_hour"> {
  const rate = successRate(ended - failed - cancelled, failed);
  const seen = firstSeenAt.getTime();
  const known = Math.max(listWindow(now).from.getTime(), firstHour + HOUR_MS <= seen ? firstHour : seen);
  const hoursKnown = Math.max(1, (now.getTime() - known) / HOUR_MS);
  return {
    success_rate: rate,
    error_rate: errorRate(rate),
    throughput_per_hour: Math.round((ended / hoursKnown) * 10) / 10,
  };
}

/** The 95th percentile in whole ms; null where nothing was measured. */
export function p95Of(durations: JobDurations | undefined): number | null {
  if (!durations) return null;
  const histogram: Histogram = new Map();
  addStored(histogram, durations.hist);
  const [p95] = quantiles(histogram, [0.95], { min: durations.minMs, max: durations.maxMs });
  return p95 == null ? null : Math.round(p95);
}

function trackerOf(counts: readonly JobCount[], to: Date): BotSummary["tracker"] {
  const byHour = new Map(counts.map((count) => [count.hour, count]));
  return Array.from({ length: TRACKER_HOURS }, (_, index) => {
    const hour = to.getTime() - (TRACKER_HOURS - index) * HOUR_MS;
    const { ended = 0, failed = 0, cancelled = 0 } = byHour.get(hour) ?? {};
    return { hour: toInstant(new Date(hour)), total: ended, succeeded: ended - failed - cancelled, failed };
  });
}
