import type { RollupWindow } from "./store";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The longest windows that are told by minutes and by hours. */
const BY_MINUTES_MS = 6 * HOUR_MS;
const BY_HOURS_MS = 14 * DAY_MS;

/**
 * The rollups that tell a window which ends now: whole buckets, the open one included, so it reaches back up to one bucket
 * further than asked.
 *
 *     windowOf(3600, 12:00:30)  minutes from 11:00
 *     windowOf(86400, 12:00:30) hours from 12:00 of the day before
 */
export function windowOf(seconds: number, now: Date): RollupWindow {
  const grain = seconds * 1000 <= BY_MINUTES_MS ? "minute" : seconds * 1000 <= BY_HOURS_MS ? "hour" : "day";
  const bucketMs = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS }[grain];
  const begin = now.getTime() - seconds * 1000;
  return { grain, from: new Date(Math.floor(begin / bucketMs) * bucketMs) };
}
