import type { AnalyticsGrain } from "./grain";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * The day on which an instant falls in a zone.
 *
 *     dayIn(new Date("2026-11-22T23:30:00Z"), "Europe/Berlin") "2026-11-23"
 */
export function dayIn(at: Date, zone: string): string {
  return dayFormat(zone).format(at);
}

/**
 * The first instant of a day in a zone. Where midnight is left out because clocks are set forward, the day begins after it.
 *
 *     startOfDay("2026-03-29", "Europe/Berlin") 2026-03-28T23:00:00Z
 *     startOfDay("2026-03-30", "Europe/Berlin") 2026-03-29T22:00:00Z
 */
export function startOfDay(day: string, zone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const format = dayFormat(zone);
  // Offsets are whole quarters of an hour, from -12 to +14 hours: the first quarter that is on the day begins it.
  for (let at = midnight - 14 * HOUR_MS; at <= midnight + 13 * HOUR_MS; at += HOUR_MS / 4) {
    if (format.format(at) === day) return new Date(at);
  }
  return new Date(midnight);
}

/**
 * The start of the hour that a clock of the zone shows at an instant.
 *
 *     startOfHour(new Date("2026-05-10T12:40:30Z"), "UTC")            2026-05-10T12:00:00Z
 *     startOfHour(new Date("2026-05-10T12:40:30Z"), "Asia/Kathmandu") 2026-05-10T12:15:00Z
 */
export function startOfHour(at: Date, zone: string): Date {
  return new Date((Math.floor(at.getTime() / MINUTE_MS) - clockIn(zone)(at).minute) * MINUTE_MS);
}

/**
 * The day so many days after another.
 *
 *     dayAfter("2026-02-28", 1) "2026-03-01"
 */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, day.length);
}

/**
 * The limits of the buckets that a period touches: the start of each, and at last the end of the last. A bucket of a day may
 * have 23 or 25 hours; weeks begin on Monday.
 */
export function bucketLimits(from: Date, to: Date, grain: AnalyticsGrain, zone: string): Date[] {
  if (grain === "hour") return hourLimits(from, to, zone);
  const limits: Date[] = [];
  for (let day = firstDay(dayIn(from, zone), grain); ; day = nextDay(day, grain)) {
    limits.push(startOfDay(day, zone));
    if (limits.length > 1 && limits.at(-1)! >= to) return limits;
  }
}

function hourLimits(from: Date, to: Date, zone: string): Date[] {
  const first = startOfHour(from, zone).getTime();
  const count = Math.max(1, Math.ceil((to.getTime() - first) / HOUR_MS));
  return Array.from({ length: count + 1 }, (_, index) => new Date(first + index * HOUR_MS));
}

function firstDay(day: string, grain: "day" | "week" | "month"): string {
  if (grain === "month") return `${day.slice(0, "2026-11".length)}-01`;
  return grain === "week" ? dayAfter(day, -weekdayOf(day)) : day;
}

function nextDay(day: string, grain: "day" | "week" | "month"): string {
  if (grain === "month") return firstDay(dayAfter(day, 31), "month");
  return dayAfter(day, grain === "week" ? 7 : 1);
}

/** 0 for Monday to 6 for Sunday. */
const weekdayOf = (day: string) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

/** Tells of instants what a clock and a calendar of the zone show. Made once for many instants. */
export function clockIn(zone: string): (at: Date) => { weekday: number; hour: number; minute: number } {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
  } as Intl.DateTimeFormatOptions);
  return (at) => {
    const [day, month, year, hour, minute] = format.format(at).match(/\d+/g) as string[];
    return { weekday: weekdayOf(`${year}-${month}-${day}`), hour: Number(hour), minute: Number(minute) };
  };
}

// The Canadian way of writing a day is that of ISO 8601.
const dayFormat = (zone: string) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
