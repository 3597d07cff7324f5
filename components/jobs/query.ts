/** What a bot's jobs can be narrowed to: exactly what the page's URL and the API take. */
export interface JobListQuery {
  status: string;
  type: string;
  error: string;
  from: string;
  to: string;
  cursor: string;
}

const NAMES = ["status", "type", "error", "from", "to", "cursor"] as const;
const FILTERS = ["status", "type", "error", "from", "to"] as const;

/** The list's query from a page's search parameters; of a repeated one the first counts. Times without a zone are UTC. */
export function parseJobListQuery(search: Record<string, string | string[] | undefined>): JobListQuery {
  const first = (name: string) => {
    const value = search[name];
    return (Array.isArray(value) ? value[0] : value)?.trim() ?? "";
  };
  const query = Object.fromEntries(NAMES.map((name) => [name, first(name)])) as unknown as JobListQuery;
  return { ...query, from: withZone(query.from), to: withZone(query.to) };
}

const withZone = (text: string) => (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? `${text}:00Z` : text);

/** The query as a URL's search, without what is empty. */
export function jobListSearch(query: JobListQuery): string {
  const search = new URLSearchParams(NAMES.filter((name) => query[name]).map((name) => [name, query[name]]));
  return search.size ? `?${search}` : "";
}

/** Whether anything is filtered, so that an empty list means "no match" and not "no job". */
export function isFiltered(query: JobListQuery): boolean {
  return FILTERS.some((name) => query[name] !== "");
}
