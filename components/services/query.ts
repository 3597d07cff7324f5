import { type Period, parsePeriod, periodQuery } from "@/components/bots/range";
import { DEFAULT_SERVICE_SORT } from "@/lib/stats/services/sort";

/** What the page of services is narrowed and ordered by, and of which period: exactly what its URL has. */
export interface ServicesQuery {
  q: string;
  sort: string;
  cursor: string;
  period: Period;
}

/** The query from a page's search parameters; of a repeated one the first counts. */
export function parseServicesQuery(search: Record<string, string | string[] | undefined>): ServicesQuery {
  const first = (name: string) => {
    const value = search[name];
    return (Array.isArray(value) ? value[0] : value)?.trim() ?? "";
  };
  return { q: first("q"), sort: first("sort"), cursor: first("cursor"), period: parsePeriod(search) };
}

/** What `GET /api/services` takes of the query. */
export function servicesApiQuery({ q, sort, cursor, period }: ServicesQuery): Record<string, string> {
  return { ...periodQuery(period), ...(q && { q }), ...(sort && { sort }), ...(cursor && { cursor }) };
}

/** The members of a page's address that name the period; none for the usual one. */
export function periodSearch(period: Period): Record<string, string> {
  if (period.name === "custom") return { from: period.from, to: period.to };
  return period.name === "24h" ? {} : { range: period.name };
}

/**
 * The page's address, without what is empty or usual.
 *
 *     servicesPath({ ...query, q: "api" }) "/services?q=api"
 */
export function servicesPath({ q, sort, cursor, period }: ServicesQuery): string {
  const search = new URLSearchParams({
    ...periodSearch(period),
    ...(q && { q }),
    ...(sort && { sort }),
    ...(cursor && { cursor }),
  });
  return search.size ? `/services?${search}` : "/services";
}

/** The address of one service's page, of the same period. */
export function servicePath(botId: string, period: Period): string {
  const search = new URLSearchParams(periodSearch(period));
  return `/services/${encodeURIComponent(botId)}${search.size ? `?${search}` : ""}`;
}

/**
 * The query after a click on a column; the page starts anew.
 * @param first the direction of the first click
 */
export function sortedBy(query: ServicesQuery, key: string, first: "ascending" | "descending"): ServicesQuery {
  const [initial, other] = first === "ascending" ? [key, `-${key}`] : [`-${key}`, key];
  return { ...query, cursor: "", sort: (query.sort || DEFAULT_SERVICE_SORT) === initial ? other : initial };
}
