import { addStored, type Histogram, quantiles } from "../../rollups/histogram";
import { errorRate, successRate } from "../rate";
import { type RequestFigures, STATUS_CLASSES, type StatusClass } from "./schema";
import type { CacheCell, RequestCell } from "./store";

/** A cell whose class of status is known. */
export type ClassCell = Omit<RequestCell, "key"> & { statusClass: StatusClass };

/**
 * Cells added up. Percentiles are those of all durations together, not means of the cells'.
 * @param minutes how long the period has lasted
 */
export function figuresOf(cells: readonly ClassCell[], caches: readonly CacheCell[], minutes: number): RequestFigures {
  const sum = (name: "n" | "failed" | "measured" | "sumMs") =>
    cells.reduce((total, cell) => total + (cell[name] ?? 0), 0);
  const [n, failed, measured] = [sum("n"), sum("failed"), sum("measured")];
  const cached = caches.reduce((total, cell) => total + cell.n, 0);
  const misses = caches.reduce((total, cell) => total + cell.misses, 0);
  const [p50, p90, p95, p99] = durationsOf(cells, [0.5, 0.9, 0.95, 0.99]);
  return {
    requests: n,
    per_minute: minutes <= 0 ? 0 : Math.round((n / minutes) * 100) / 100,
    by_class: byClass(cells),
    error_rate: errorRate(successRate(n - failed, failed)),
    avg_duration_ms: measured === 0 ? null : rounded(sum("sumMs") / measured),
    ...{ p50_duration_ms: p50!, p90_duration_ms: p90!, p95_duration_ms: p95!, p99_duration_ms: p99! },
    cache_hit_rate: successRate(cached - misses, misses),
  };
}

/** How many requests there were of each class. */
export function byClass(cells: readonly ClassCell[]): Record<StatusClass, number> {
  const counts = Object.fromEntries(STATUS_CLASSES.map((name) => [name, 0])) as Record<StatusClass, number>;
  for (const { statusClass, n } of cells) counts[statusClass] += n;
  return counts;
}

/** Quantiles of the durations of all cells together; null for each where none was measured. */
export function durationsOf(cells: readonly ClassCell[], fractions: readonly number[]): (number | null)[] {
  const histogram: Histogram = new Map();
  const extremes: { min: number | null; max: number | null } = { min: null, max: null };
  for (const { hist, minMs, maxMs } of cells) {
    addStored(histogram, hist);
    if (minMs !== null) extremes.min = Math.min(extremes.min ?? minMs, minMs);
    if (maxMs !== null) extremes.max = Math.max(extremes.max ?? maxMs, maxMs);
  }
  return quantiles(histogram, fractions, extremes).map((ms) => (ms === null ? null : rounded(ms)));
}

/**
 * A label of the rollups in its two parts.
 *
 *     endpointOf("GET /a/:id 2xx") { endpoint: "GET /a/:id", statusClass: "2xx" }
 */
export function endpointOf(label: string): { endpoint: string; statusClass: StatusClass } {
  const [, endpoint = label, found] = /^(.*) ([1-5]xx)$/s.exec(label) ?? [];
  return { endpoint, statusClass: (found as StatusClass | undefined) ?? "other" };
}

/** Milliseconds as they are told: with a decimal below ten. */
const rounded = (ms: number): number => (ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms));
