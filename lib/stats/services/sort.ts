/** What the list of services can be ordered by; `-` before it turns the order round. */
export const SERVICE_SORTS = ["name", "requests", "error_rate", "p50", "p95", "p99", "cache"] as const;
export type ServiceSort = (typeof SERVICE_SORTS)[number];
/** The busiest first. */
export const DEFAULT_SERVICE_SORT = "-requests";
