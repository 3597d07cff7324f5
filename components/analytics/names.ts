import type { AnalyticsGrain } from "@/lib/stats/analytics/grain";

const DAY_MS = 86_400_000;

/** What names a bucket of a course over time, in the zone whose days are counted. */
export interface BucketNames {
  /** For an axis. */
  short: (start: string) => string;
  /** For a row or a tip: no two buckets have the same. */
  long: (bucket: { start: string; end: string }) => string;
}

/**
 * Names of the buckets of a grain.
 *
 *     hour   "25 Oct 02:00"  "Sun 25 Oct 2026, 02:00 GMT+1"
 *     day    "25 Oct"        "Sun 25 Oct 2026"
 *     week   "19 Oct"        "19 Oct – 25 Oct 2026"
 *     month  "Oct 2026"      "October 2026"
 */
export function bucketNames(grain: AnalyticsGrain, zone: string): BucketNames {
  const named = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone, hourCycle: "h23" });
    return (at: string | number) =>
      format
        .format(new Date(at))
        .replace(/^(\w{3}),/, "$1")
        .replace(/Sept\b/, "Sep");
  };
  const dayMonth = named({ day: "numeric", month: "short" });
  const clock = named({ hour: "2-digit", minute: "2-digit" });
  const offset = (at: string) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "shortOffset" })
      .formatToParts(new Date(at))
      .find((part) => part.type === "timeZoneName")?.value ?? "UTC";
  const date = named({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
  const dayYear = named({ day: "numeric", month: "short", year: "numeric" });
  const month = named({ month: "long", year: "numeric" });
  switch (grain) {
    case "hour":
      return {
        short: (start) => `${dayMonth(start)} ${clock(start)}`,
        long: ({ start }) => `${date(start)}, ${clock(start)} ${offset(start).replace("GMT", "UTC")}`,
      };
    case "day":
      return { short: dayMonth, long: ({ start }) => date(start) };
    case "week":
      // The last day by half a day before the end, which may be 23 or 25 hours after the day's beginning.
      return {
        short: dayMonth,
        long: ({ start, end }) => `${dayMonth(start)} – ${dayYear(Date.parse(end) - DAY_MS / 2)}`,
      };
    case "month":
      return { short: named({ month: "short", year: "numeric" }), long: ({ start }) => month(start) };
  }
}

export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
export const WEEKDAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
export const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`);
