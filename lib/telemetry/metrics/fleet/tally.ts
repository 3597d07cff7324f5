import { SERIES, type Series } from "../../../rollups/series";
import { DURATION_BOUNDS } from "../buckets";
import type { Total } from "./store";

/** Durations: how many in each bucket of DURATION_BOUNDS and beyond, and their sum. */
export interface Durations {
  counts: number[];
  sumMs: number;
}

/** Totals of one bot, or of one label, in a series. */
export interface Tally {
  n: number;
  failed: number;
  cancelled: number;
  submitted: number;
  /** In the series' unit; of durations milliseconds. */
  sum: number;
  durations: Durations | null;
}

/** Totals added up by a key of theirs and by series; rows without a key are left out. */
export function tallyBy(
  totals: readonly Total[],
  keyOf: (total: Total) => string | null,
): Map<string, Map<Series, Tally>> {
  const tallies = new Map<string, Map<Series, Tally>>();
  for (const total of totals) {
    const key = keyOf(total);
    if (key === null) continue;
    const bySeries = tallies.get(key) ?? new Map<Series, Tally>();
    tallies.set(key, bySeries);
    const tally = bySeries.get(total.series) ?? emptyTally();
    bySeries.set(total.series, tally);
    addTotal(tally, total);
  }
  return tallies;
}

const emptyTally = (): Tally => ({ n: 0, failed: 0, cancelled: 0, submitted: 0, sum: 0, durations: null });

function addTotal(tally: Tally, total: Total): void {
  for (const name of ["n", "failed", "cancelled", "submitted", "sum"] as const) tally[name] += total[name];
  if (total.series !== SERIES.job && total.series !== SERIES.message) return;
  if (total.cells === null) return;
  tally.durations ??= noDurations();
  for (const cell of total.cells.split(" ")) {
    const [at = 0, count = 0] = cell.split(":").map(Number);
    tally.durations.counts[at] = (tally.durations.counts[at] ?? 0) + count;
  }
  tally.durations.sumMs += total.sum;
}

export const noDurations = (): Durations => ({ counts: new Array(DURATION_BOUNDS.length + 1).fill(0), sumMs: 0 });

/** Several durations as one. */
export function addDurations(all: readonly Durations[]): Durations {
  const added = noDurations();
  for (const { counts, sumMs } of all) {
    counts.forEach((count, at) => {
      added.counts[at] = (added.counts[at] ?? 0) + count;
    });
    added.sumMs += sumMs;
  }
  return added;
}

/**
 * A sum of fractions without the error of adding them: it depends on the order, and a counter that falls by the least bit is
 * taken for one that began anew. To a millionth.
 */
export const steady = (sum: number): number => Math.round(sum * 1e6) / 1e6;
