import type { BotHour } from "@/lib/stats/bot-stats";

/** The periods a bot's page offers, by their name in the URL, in hours. */
export const RANGES = { "24h": 24, "7d": 168, "30d": 720, "90d": 2160 } as const;
export type RangeName = keyof typeof RANGES;

/** The period of a bot's page: one of those offered, or from one instant to another (RFC 3339). */
export type Period = { name: RangeName } | { name: "custom"; from: string; to: string };

/** The period a URL asks for; where it asks for none that makes sense, 24 hours. */
export function parsePeriod(search: Record<string, string | string[] | undefined>): Period {
  const { range, from, to } = search;
  if (typeof from === "string" && typeof to === "string" && from && to) {
    return { name: "custom", from: asInstant(from), to: asInstant(to) };
  }
  return { name: typeof range === "string" && Object.hasOwn(RANGES, range) ? (range as RangeName) : "24h" };
}

/** A browser's `datetime-local` has neither seconds nor zone: it is read as UTC, which the form says. */
function asInstant(text: string): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? `${text}:00Z` : text;
}

/**
 * The members by which the API is asked for the period.
 *
 *     periodQuery({ name: "7d" }) { hours: "168" }
 */
export function periodQuery(period: Period): { hours: string } | { from: string; to: string } {
  return period.name === "custom" ? { from: period.from, to: period.to } : { hours: String(RANGES[period.name]) };
}

/** The longest period that is drawn hour by hour. */
const HOURLY_MAX = 200;
const HOURS_A_DAY = 24;

/**
 * What a chart draws: hours as they are, or days where there are too many hours to see. A day's mean weighs each hour by its
 * jobs; its p95 is that of its slowest hour, since percentiles of hours cannot be added.
 * @returns the spans and what one of them is
 */
export function chartSpans(hours: BotHour[]): { spans: BotHour[]; unit: "hour" | "day" } {
  if (hours.length <= HOURLY_MAX) return { spans: hours, unit: "hour" };
  const days = new Map<string, BotHour[]>();
  for (const hour of hours) {
    const day = hour.hour.slice(0, "2026-11-22".length);
    days.set(day, [...(days.get(day) ?? []), hour]);
  }
  return { spans: [...days].map(([day, inDay]) => joined(`${day}T00:00:00Z`, inDay)), unit: "day" };
}

function joined(hour: string, hours: BotHour[]): BotHour {
  const total = (name: "total" | "succeeded" | "failed") => hours.reduce((sum, each) => sum + each[name], 0);
  const succeeded = total("succeeded");
  const failed = total("failed");
  const timed = hours.filter((each) => each.avg_duration_ms !== null);
  const weight = timed.reduce((sum, each) => sum + each.total, 0);
  const slowest = Math.max(...hours.map((each) => each.p95_duration_ms ?? Number.NEGATIVE_INFINITY));
  return {
    hour,
    total: total("total"),
    succeeded,
    failed,
    success_rate: succeeded + failed === 0 ? null : Math.round((succeeded / (succeeded + failed)) * 1000) / 10,
    avg_duration_ms:
      weight === 0 ? null : timed.reduce((sum, each) => sum + (each.avg_duration_ms ?? 0) * each.total, 0) / weight,
    p95_duration_ms: Number.isFinite(slowest) ? slowest : null,
    partial: hours.some((each) => each.partial) || hours.length < HOURS_A_DAY,
  };
}
