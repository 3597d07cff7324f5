import { HOUR_MS, type StatsRange } from "./range";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;

/** How a period is cut where its course is told: whole steps, the first of which begins at or before the period. */
export interface Steps {
  /** Start of the first step, epoch ms. */
  from: number;
  /** End of the last, epoch ms. */
  to: number;
  stepMs: number;
  /** The finest grain of the rollups that reaches back so far. */
  grain: "minute" | "hour";
}

const BY_MINUTES_MAX_MS = 48 * HOUR_MS;
const BY_HOURS_MAX_MS = 8 * DAY_MS;
const BY_QUARTERS_MAX_MS = 31 * DAY_MS;

/**
 * The steps of a period: quarters of an hour up to 48 hours, hours up to 8 days, 6 hours up to 31 days, else days of UTC.
 *
 *     stepsOf(24 hours)   96 or 100 steps of 15 minutes, from the minute grain
 *     stepsOf(7 days)     168 or 169 steps of an hour, from the hour grain
 *
 * @param minuteGrainDays days that the minute grain is kept; a period that begins before is told from the hour grain
 */
export function stepsOf(range: StatsRange, now: Date, minuteGrainDays: number): Steps {
  const [from, to] = [range.from.getTime(), range.to.getTime()];
  const lengthMs = to - from;
  const minutes = lengthMs <= BY_MINUTES_MAX_MS && from >= now.getTime() - minuteGrainDays * DAY_MS;
  const stepMs = minutes
    ? 15 * MINUTE_MS
    : lengthMs <= BY_HOURS_MAX_MS
      ? HOUR_MS
      : lengthMs <= BY_QUARTERS_MAX_MS
        ? 6 * HOUR_MS
        : DAY_MS;
  const first = Math.floor(from / stepMs) * stepMs;
  return {
    from: first,
    to: first + Math.ceil((to - first) / stepMs) * stepMs,
    stepMs,
    grain: minutes ? "minute" : "hour",
  };
}

/** The start of each step that has begun, epoch ms, the first first. */
export function startsOf({ from, to, stepMs }: Steps, now: Date): number[] {
  const begun = Math.min(to, now.getTime() + 1);
  return Array.from({ length: Math.max(0, Math.ceil((begun - from) / stepMs)) }, (_, index) => from + index * stepMs);
}
