import { ANALYTICS_GRAINS, type AnalyticsGrain } from "@/lib/stats/analytics/grain";

/** The periods that the page offers, by their name in the URL, in days. */
export const PERIODS = { "24h": 1, "7d": 7, "30d": 30, "90d": 90, "12m": 365 } as const;
export type PeriodName = keyof typeof PERIODS;

/** What the page shows: exactly what its URL says. Texts are empty where nothing is said. */
export interface AnalyticsQuery {
  period: PeriodName | "custom";
  /** First and last day of a custom period, as YYYY-MM-DD in the reader's zone. */
  from: string;
  to: string;
  grain: AnalyticsGrain | "";
  bot: string;
  /** A zone other than the reader's own. */
  tz: string;
  /** Where the list of users goes on. */
  cursor: string;
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const DEFAULT_PERIOD = "30d";

/** The query of a page's search parameters; of a repeated one the first counts, and what is not offered is left out. */
export function parseAnalyticsQuery(search: Record<string, string | string[] | undefined>): AnalyticsQuery {
  const first = (name: string) => {
    const value = search[name];
    return (Array.isArray(value) ? value[0] : value)?.trim() ?? "";
  };
  const [from, to] = [first("from"), first("to")].map(dayOf).sort() as [string, string];
  const isCustom = from !== "" && to !== "";
  return {
    period: isCustom
      ? "custom"
      : Object.hasOwn(PERIODS, first("period"))
        ? (first("period") as PeriodName)
        : DEFAULT_PERIOD,
    from: isCustom ? from : "",
    to: isCustom ? to : "",
    grain: ANALYTICS_GRAINS.find((grain) => grain === first("grain")) ?? "",
    bot: first("bot"),
    tz: first("tz"),
    cursor: first("cursor"),
  };
}

/** A day that is in the calendar, else nothing. */
function dayOf(text: string): string {
  if (!DAY.test(text)) return "";
  return new Date(`${text}T00:00:00Z`).toISOString().startsWith(text) ? text : "";
}

/**
 * The query as a URL's search, without what is usual. Any change but of the cursor begins the list of users anew.
 *
 *     analyticsSearch(query, { period: "7d" }) "?period=7d"
 *     analyticsSearch(query)                   ""
 */
export function analyticsSearch(query: AnalyticsQuery, change: Partial<AnalyticsQuery> = {}): string {
  const next = { ...query, cursor: "", ...change };
  const isCustom = next.period === "custom";
  const search = new URLSearchParams(
    Object.entries({
      period: isCustom || next.period === DEFAULT_PERIOD ? "" : next.period,
      from: isCustom ? next.from : "",
      to: isCustom ? next.to : "",
      grain: next.grain,
      bot: next.bot,
      tz: next.tz,
      cursor: next.cursor,
    }).filter(([, value]) => value !== ""),
  );
  return search.size ? `?${search}` : "";
}
