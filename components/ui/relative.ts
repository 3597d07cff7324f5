const UNITS: [name: string, ms: number][] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
];

const MINUTE = 60_000;

/**
 * How long ago an instant was, in its largest unit.
 *
 *     formatAgo(0, 400)        "just now"
 *     formatAgo(0, 12_000)     "12s ago"
 *     formatAgo(0, 330_000)    "5m ago"
 *     formatAgo(330_000, 0)    "in 5m"
 *     formatAgo(3000, 0)       "just now": what has come since the clock last ticked
 *
 * @param at the instant, epoch milliseconds
 * @param now epoch milliseconds
 */
export function formatAgo(at: number, now: number): string {
  if (at > now && at - now < MINUTE) return "just now";
  const distance = Math.abs(now - at);
  const unit = UNITS.find(([, ms]) => distance >= ms);
  if (!unit) return "just now";
  const told = `${Math.floor(distance / unit[1])}${unit[0]}`;
  return at <= now ? `${told} ago` : `in ${told}`;
}

/**
 * An instant as UTC to the second.
 *
 *     formatUtc("2026-11-22T03:26:08.123Z") "2026-11-22 03:26:08 UTC"
 */
export function formatUtc(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/**
 * The start of an hour for an axis or a table row, in UTC.
 *
 *     formatHour("2026-11-22T02:00:00Z") "22 Nov 02:00"
 */
export function formatHour(iso: string): string {
  return `${formatDay(iso)} ${new Date(iso).toISOString().slice(11, 16)}`;
}

/**
 * A day for an axis or a table row, in UTC.
 *
 *     formatDay("2026-11-22T02:00:00Z") "22 Nov"
 */
export function formatDay(iso: string): string {
  return dayAndMonth.format(new Date(iso));
}

// Made once: each costs a tenth of a millisecond, and a page tells hundreds of days.
const dayAndMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
