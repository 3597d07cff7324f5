/** What the bot list can be narrowed and ordered by: exactly what its URL and `GET /api/bots` take. */
export interface BotListQuery {
  q: string;
  status: string;
  tag: string;
  kind: string;
  sort: string;
  page: string;
}

/** Bots on a page of the list where nothing else is asked for. */
export const PAGE_SIZE = 50;

const NAMES = ["q", "status", "tag", "kind", "sort", "page"] as const;
const FILTERS = ["q", "status", "tag", "kind"] as const;

/** The list's query from a page's search parameters; of a repeated one the first counts. */
export function parseBotListQuery(search: Record<string, string | string[] | undefined>): BotListQuery {
  const first = (name: string) => {
    const value = search[name];
    return (Array.isArray(value) ? value[0] : value)?.trim() ?? "";
  };
  return Object.fromEntries(NAMES.map((name) => [name, first(name)])) as unknown as BotListQuery;
}

/**
 * The query as a URL's search, without what is empty.
 *
 *     botListSearch({ ...query, q: "mail", status: "busy" }) "?q=mail&status=busy"
 *     botListSearch(query)                                   ""
 */
export function botListSearch(query: BotListQuery): string {
  const search = new URLSearchParams(NAMES.filter((name) => query[name]).map((name) => [name, query[name]]));
  return search.size ? `?${search}` : "";
}

/** Whether anything is filtered, so that an empty list means "no match" and not "no bot". */
export function isFiltered(query: BotListQuery): boolean {
  return FILTERS.some((name) => query[name] !== "");
}

/**
 * The query after a click on a column: descending first where large is of interest, then the other way; the page starts anew.
 * @param key the field to sort by
 * @param first the direction of the first click
 */
export function sortedBy(query: BotListQuery, key: string, first: "ascending" | "descending"): BotListQuery {
  const [initial, other] = first === "ascending" ? [key, `-${key}`] : [`-${key}`, key];
  return { ...query, page: "", sort: query.sort === initial ? other : initial };
}

/**
 * The numbers that a pager shows: the first, the last, and those around the current one; null stands for a gap.
 *
 *     pageNumbers(1, 2)   [1, 2]
 *     pageNumbers(1, 40)  [1, 2, 3, null, 40]
 *     pageNumbers(20, 40) [1, null, 19, 20, 21, null, 40]
 */
export function pageNumbers(current: number, pages: number): (number | null)[] {
  const around = current === 1 ? [1, 2, 3] : [current - 1, current, current + 1];
  const wanted = [1, ...around, pages].filter((page) => page >= 1 && page <= pages);
  const shown: (number | null)[] = [];
  for (const page of [...new Set(wanted)].sort((a, b) => a - b)) {
    const before = shown.at(-1);
    // A gap of one page is shown as that page.
    if (before && page - before === 2) shown.push(page - 1);
    else if (before && page - before > 2) shown.push(null);
    shown.push(page);
  }
  return shown;
}
