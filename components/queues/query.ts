import { DEFAULT_QUEUE_SORT } from "@/lib/queues/order";

/** What the page of queues is narrowed and ordered by, and which queue it shows over time: exactly what its URL has. */
export interface QueuesQuery {
  q: string;
  bot: string;
  sort: string;
  cursor: string;
  /** The queue whose history is shown; empty: none. */
  queue: string;
  range: RangeName;
}

/** The periods of a history, in hours, by their name in the URL. */
export const RANGES = { "2h": 2, "24h": 24, "7d": 168, "30d": 720, "90d": 2160 } as const;
export type RangeName = keyof typeof RANGES;
const USUAL_RANGE: RangeName = "24h";

const LIST_NAMES = ["q", "bot", "sort", "cursor"] as const;

/** The query from a page's search parameters; of a repeated one the first counts, an unknown period is 24 hours. */
export function parseQueuesQuery(search: Record<string, string | string[] | undefined>): QueuesQuery {
  const first = (name: string) => {
    const value = search[name];
    return (Array.isArray(value) ? value[0] : value)?.trim() ?? "";
  };
  const range = first("range");
  return {
    q: first("q"),
    bot: first("bot"),
    sort: first("sort"),
    cursor: first("cursor"),
    queue: first("queue"),
    range: Object.hasOwn(RANGES, range) ? (range as RangeName) : USUAL_RANGE,
  };
}

/** What `GET /api/queues` takes of the query. */
export const listQueryOf = (query: QueuesQuery) =>
  Object.fromEntries(LIST_NAMES.filter((name) => query[name]).map((name) => [name, query[name]]));

/**
 * The page's address, without what is empty or usual.
 *
 *     queuesPath({ ...query, q: "mail" })     "/queues?q=mail"
 *     queuesPath({ ...query, queue: "mails" }) "/queues?queue=mails"
 */
export function queuesPath(query: QueuesQuery): string {
  const { queue, range } = query;
  const search = new URLSearchParams({
    ...listQueryOf(query),
    ...(queue && { queue }),
    ...(queue && range !== USUAL_RANGE && { range }),
  });
  return search.size ? `/queues?${search}` : "/queues";
}

/** Whether anything is filtered, so that an empty list means "no match" and not "no queue". */
export const isFiltered = ({ q, bot }: QueuesQuery) => q !== "" || bot !== "";

/**
 * The query after a click on a column: large figures first where those are of interest, then the other way; the page starts anew.
 * @param key the field to sort by
 * @param first the direction of the first click
 */
export function sortedBy(query: QueuesQuery, key: string, first: "ascending" | "descending"): QueuesQuery {
  const [initial, other] = first === "ascending" ? [key, `-${key}`] : [`-${key}`, key];
  return { ...query, cursor: "", sort: (query.sort || DEFAULT_QUEUE_SORT) === initial ? other : initial };
}
