import { ANALYTICS_GRAINS, type AnalyticsGrain } from "@/lib/stats/analytics/grain";
import { dayAfter, dayIn, startOfDay } from "@/lib/stats/analytics/zone";
import { type AnalyticsQuery, PERIODS } from "./query";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** From when (inclusive) to when (exclusive) the page looks, and by what. */
export interface AnalyticsSpan {
  from: Date;
  to: Date;
  grain: AnalyticsGrain;
}

/** The grains that a period can be shown by. */
export function grainsFor({ from, to }: { from: Date; to: Date }): AnalyticsGrain[] {
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  return ANALYTICS_GRAINS.filter((grain) => days <= MOST_DAYS[grain] + 1 && days >= LEAST_DAYS[grain]);
}

/** The most days that are shown in places of a grain: more places than that cannot be told apart. */
const MOST_DAYS: Record<AnalyticsGrain, number> = { hour: 14, day: 200, week: 1200, month: 5000 };
/** With fewer days a grain has too few places to show a course. */
const LEAST_DAYS: Record<AnalyticsGrain, number> = { hour: 0, day: 2, week: 20, month: 80 };
/** A grain is the usual one for up to so many days. */
const USUAL_DAYS: Record<AnalyticsGrain, number> = { hour: 2, day: 100, week: 800, month: Number.POSITIVE_INFINITY };

/**
 * The span that a query asks for. Periods of days begin with a day of the zone; today, as far as it has come, is the last.
 * A grain that does not fit the period gives way to the usual one.
 */
export function spanOf(query: AnalyticsQuery, now: Date, zone: string): AnalyticsSpan {
  const { from, to } = ends(query, now, zone);
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  const fits = grainsFor({ from, to });
  const usual = fits.find((grain) => days <= USUAL_DAYS[grain]);
  return { from, to, grain: fits.find((grain) => grain === query.grain) ?? usual ?? "month" };
}

function ends(query: AnalyticsQuery, now: Date, zone: string): { from: Date; to: Date } {
  if (query.period === "custom") {
    const to = startOfDay(dayAfter(query.to, 1), zone);
    return { from: startOfDay(query.from, zone), to: to > now && startOfDay(query.from, zone) < now ? now : to };
  }
  if (query.period === "24h") {
    return { from: new Date(Math.floor((now.getTime() - DAY_MS) / HOUR_MS) * HOUR_MS), to: now };
  }
  return { from: startOfDay(dayAfter(dayIn(now, zone), 1 - PERIODS[query.period]), zone), to: now };
}

/** The period as the API's query: without its end where that is now, so that a refresh goes on. */
export function apiSearch(span: AnalyticsSpan, query: AnalyticsQuery, zone: string): string {
  const search = new URLSearchParams({ from: span.from.toISOString(), grain: span.grain, tz: zone });
  if (query.period === "custom") search.set("to", span.to.toISOString());
  if (query.bot) search.set("bot_id", query.bot);
  return search.toString();
}

/** The same for the list of users, which comes by pages. */
export function usersSearch(search: string, query: AnalyticsQuery): string {
  const page = new URLSearchParams(search);
  page.set("limit", String(USERS_A_PAGE));
  if (query.cursor) page.set("cursor", query.cursor);
  return page.toString();
}

const USERS_A_PAGE = 25;
