import type { Service } from "./schema";
import type { ServiceSort } from "./sort";

const FIGURE: Record<Exclude<ServiceSort, "name">, (service: Service) => number | null> = {
  requests: (service) => service.requests,
  error_rate: (service) => service.error_rate,
  p50: (service) => service.p50_duration_ms,
  p95: (service) => service.p95_duration_ms,
  p99: (service) => service.p99_duration_ms,
  cache: (service) => service.cache_hit_rate,
};

const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** How a list of services is ordered. @param sort a key of sort.ts, turned round by `-` before it */
export function inOrder(sort: string): (a: Service, b: Service) => number {
  const turn = sort.startsWith("-") ? -1 : 1;
  const key = sort.replace("-", "") as ServiceSort;
  const byName = (a: Service, b: Service) => names.compare(a.name, b.name) || (a.bot_id < b.bot_id ? -1 : 1);
  if (key === "name") return (a, b) => turn * byName(a, b);
  return (a, b) => {
    const [left, right] = [FIGURE[key](a), FIGURE[key](b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || byName(a, b);
    return turn * (left - right) || byName(a, b);
  };
}
