import { addStored, type Histogram, quantiles } from "../../rollups/histogram";
import type { Series } from "../../rollups/series";
import { successRate } from "../rate";
import type { Figure } from "./schema";
import type { CourseCell } from "./store";

/** What a series counted in a bucket or in a whole period. Durations in ms, null where nothing was measured. */
export interface Tally {
  n: number;
  failed: number;
  cancelled: number;
  mean: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** Cells added up: those of one bucket, or of a period. */
export function tallyOf(cells: readonly CourseCell[]): Tally {
  const histogram: Histogram = new Map();
  for (const cell of cells) addStored(histogram, cell.hist);
  const total = (name: "n" | "failed" | "cancelled" | "measured" | "sumMs") =>
    cells.reduce((sum, cell) => sum + cell[name], 0);
  const measured = total("measured");
  // Of cells that were taken apart the extremes are not known.
  const extreme = (name: "minMs" | "maxMs", of: (...values: number[]) => number) => {
    const known = cells.filter((cell) => cell.measured > 0).map((cell) => cell[name]);
    return known.length === 0 || known.includes(null) ? null : of(...(known as number[]));
  };
  const [p50, p95, p99] = quantiles(histogram, [0.5, 0.95, 0.99], {
    min: extreme("minMs", Math.min),
    max: extreme("maxMs", Math.max),
  }) as [number | null, number | null, number | null];
  return {
    n: total("n"),
    failed: total("failed"),
    cancelled: total("cancelled"),
    mean: measured === 0 ? null : total("sumMs") / measured,
    ...{ p50, p95, p99 },
  };
}

/** The tallies of a series bucket by bucket, and of the whole. @param places how many buckets there are */
export function courseOf(cells: readonly CourseCell[], series: Series, places: number) {
  const own = cells.filter((cell) => cell.series === series);
  const byPlace = new Map<number, CourseCell[]>();
  for (const cell of own) byPlace.set(cell.place, [...(byPlace.get(cell.place) ?? []), cell]);
  return {
    whole: tallyOf(own),
    buckets: Array.from({ length: places }, (_, place) => tallyOf(byPlace.get(place) ?? [])),
  };
}

/** Failed of all, in per cent with one decimal; null of none. */
export function failureRate({ n, failed }: Tally): number | null {
  const rate = successRate(n - failed, failed);
  return rate === null ? null : Math.round((100 - rate) * 10) / 10;
}

/** Succeeded of succeeded and failed, in per cent with one decimal. */
export const tallySuccess = ({ n, failed, cancelled }: Tally) => successRate(n - failed - cancelled, failed);

/** A figure of a period beside that of the period before. */
export function figureOf(value: number | null, previous: number | null, trend: (number | null)[]): Figure {
  const change = value === null || !previous ? null : Math.round(((value - previous) / previous) * 1000) / 10;
  return { value, previous, change_percent: change, trend };
}

/**
 * Mean and standard deviation (of the population) of counts; null of fewer than three, which say nothing of what is usual.
 *
 *     spreadOf([2, 4, 4, 4, 5, 5, 7, 9]) { mean: 5, deviation: 2 }
 */
export function spreadOf(counts: readonly number[]): { mean: number; deviation: number } | null {
  if (counts.length < 3) return null;
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / counts.length) };
}

/** In which way a count is more than two standard deviations from the mean. A bucket that is not over can only be high. */
export function unusualOf(
  count: number,
  isPartial: boolean,
  spread: { mean: number; deviation: number } | null,
): "high" | "low" | null {
  if (!spread || spread.deviation === 0) return null;
  if (count > spread.mean + 2 * spread.deviation) return "high";
  return !isPartial && count < spread.mean - 2 * spread.deviation ? "low" : null;
}
