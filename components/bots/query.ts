/** What the bot list can be narrowed and ordered by: exactly what its URL and `GET /api/bots` take. */
export interface BotListQuery {
  q: string;
  status: string;
  tag: string;
  kind: string;
  sort: string;
  cursor: string;
}

const NAMES = ["q", "status", "tag", "kind", "sort", "cursor"] as const;
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
  return { ...query, cursor: "", sort: query.sort === initial ? other : initial };
}
