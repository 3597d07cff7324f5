import type { Env } from "../env";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** How long each tier is kept, as the environment says. */
export type RetentionSettings = Pick<
  Env,
  | "RETENTION_RAW_DAYS"
  | "RETENTION_MINUTE_DAYS"
  | "RETENTION_HOURLY_DAYS"
  | "RETENTION_DAILY_DAYS"
  | "RETENTION_MONTHLY_MONTHS"
>;

export const TIERS = ["raw", "minute", "hour", "day", "month"] as const;
export type Tier = (typeof TIERS)[number];

/** For each tier the instant before which it is dropped; months may be kept for ever (null). */
export type Cutoffs = Record<Exclude<Tier, "month">, Date> & { month: Date | null };

/**
 * The cutoffs at an instant. A bucket goes only when all of it is older, so each cutoff is the start of a bucket (UTC):
 * 90 days of hours at 10:30 drop what is before 10:00, ninety days ago.
 */
export function cutoffsOf(settings: RetentionSettings, now: Date): Cutoffs {
  const before = (days: number, grainMs: number) => {
    const instant = now.getTime() - days * DAY_MS;
    return new Date(Math.floor(instant / grainMs) * grainMs);
  };
  const months = settings.RETENTION_MONTHLY_MONTHS;
  return {
    raw: before(settings.RETENTION_RAW_DAYS, 1),
    minute: before(settings.RETENTION_MINUTE_DAYS, MINUTE_MS),
    hour: before(settings.RETENTION_HOURLY_DAYS, HOUR_MS),
    day: before(settings.RETENTION_DAILY_DAYS, DAY_MS),
    month: months === 0 ? null : new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)),
  };
}
