import { addStored, type Histogram, quantiles } from "../rollups/histogram";
import type { JobCount, JobDurations } from "../rollups/store";
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

/**
 * A bot's figures over the window. Throughput is the jobs that ended by the hours since the bot was first known, or since its
 * first job where that was reported later; by one hour at least.
 * @param counts of this bot, hours without jobs left out
 */
export function figuresOf(
  counts: readonly JobCount[],
  durations: JobDurations | undefined,
  firstSeenAt: Date,
  now: Date,
): BotFigures {
  const { from, to } = listWindow(now);
  const sum = (figure: "ended" | "failed" | "cancelled") => counts.reduce((total, hour) => total + hour[figure], 0);
  const [ended, failed] = [sum("ended"), sum("failed")];
  const rate = successRate(ended - failed - sum("cancelled"), failed);
  const seen = firstSeenAt.getTime();
  const known = counts.reduce((least, { hour }) => (hour + HOUR_MS <= seen ? Math.min(least, hour) : least), seen);
  const hoursKnown = Math.max(1, (now.getTime() - Math.max(from.getTime(), known)) / HOUR_MS);
  return {
    success_rate: rate,
    error_rate: errorRate(rate),
    throughput_per_hour: Math.round((ended / hoursKnown) * 10) / 10,
    p95_duration_ms: p95Of(durations),
    tracker: trackerOf(counts, to),
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
