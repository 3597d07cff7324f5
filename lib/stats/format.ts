/** What stands where a figure is not known. */
export const UNKNOWN = "–";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A duration in its two largest units.
 *
 *     formatDuration(850)        "850ms"
 *     formatDuration(1240)       "1.2s"
 *     formatDuration(42_000)     "42s"
 *     formatDuration(240_000)    "4m 0s"
 *     formatDuration(330_000)    "5m 30s"
 *     formatDuration(8_100_000)  "2h 15m"
 *     formatDuration(97_200_000) "1d 3h"
 *
 * @param ms milliseconds; a negative one (clocks differ) counts as 0
 */
export function formatDuration(ms: number): string {
  const duration = Math.round(Math.max(0, ms));
  if (duration < SECOND) return `${duration}ms`;
  if (duration < 10 * SECOND) return `${Math.floor(duration / 100) / 10}s`;
  if (duration < MINUTE) return `${Math.floor(duration / SECOND)}s`;
  if (duration < HOUR) return twoUnits(duration, MINUTE, "m", SECOND, "s");
  if (duration < DAY) return twoUnits(duration, HOUR, "h", MINUTE, "m");
  return twoUnits(duration, DAY, "d", HOUR, "h");
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  return `${Math.floor(ms / large)}${largeName} ${Math.floor((ms % large) / small)}${smallName}`;
}

/**
 * A percentage with one decimal.
 *
 *     formatPercent(89.74) "89.7%"
 *     formatPercent(100)   "100%"
 *     formatPercent(null)  "–"
 *
 * @param percent 0 to 100, or null where nothing was measured
 */
export function formatPercent(percent: number | null): string {
  if (percent === null) return UNKNOWN;
  return `${Math.round(percent * 10) / 10}%`;
}

/**
 * A count, grouped by thousands; from a million on in millions, so that it keeps its column.
 *
 *     formatCount(156)        "156"
 *     formatCount(12_345)     "12,345"
 *     formatCount(0.25)       "0.3"
 *     formatCount(2_540_000)  "2.5M"
 *     formatCount(null)       "–"
 */
export function formatCount(count: number | null): string {
  if (count === null) return UNKNOWN;
  if (Math.abs(count) >= 1e9) return `${Math.round(count / 1e8) / 10}B`;
  if (Math.abs(count) >= 1e6) return `${Math.round(count / 1e5) / 10}M`;
  const rounded = Math.round(count * 10) / 10;
  return grouped.format(rounded);
}

// Made once: each costs a tenth of a millisecond, and a page tells hundreds of counts.
const grouped = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/**
 * A size in binary units, one decimal from MB on.
 *
 *     formatBytes(512)           "512 B"
 *     formatBytes(20_480)        "20 KB"
 *     formatBytes(2_254_857_830) "2.1 GB"
 *     formatBytes(null)          "–"
 */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return UNKNOWN;
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} KB`;
  if (bytes < 1024 ** 3) return `${Math.round((bytes / 1024 ** 2) * 10) / 10} MB`;
  if (bytes < 1024 ** 4) return `${Math.round((bytes / 1024 ** 3) * 10) / 10} GB`;
  return `${Math.round((bytes / 1024 ** 4) * 10) / 10} TB`;
}
