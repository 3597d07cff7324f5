import type { QueueSample } from "../../queues/store";
import { SERIES, type Series } from "../../rollups/series";
import { FIGURES, Tally } from "../figures";
import type { WindowedId } from "../metric";
import type { WindowFacts } from "./facts";

/** Says which subject a row belongs to; null for one that is not asked for. */
export type KeyOf = (row: { botId: string; series: Series; label: string }) => string | null;

/** What a window counted, by subject. @param targets the target durations of bots that have one, in ms */
export function talliesOf(
  metric: WindowedId,
  { totals, histograms }: WindowFacts,
  keyOf: KeyOf,
  targets: ReadonlyMap<string, number>,
): Map<string, Tally> {
  const { series, histogram } = FIGURES[metric];
  const tallies = new Map<string, Tally>();
  const tallyOf = (row: Parameters<KeyOf>[0]): Tally | null => {
    const key = series.includes(row.series) ? keyOf(row) : null;
    if (key === null) return null;
    const known = tallies.get(key) ?? new Tally();
    tallies.set(key, known);
    return known;
  };
  for (const row of totals) tallyOf(row)?.add(row);
  if (histogram) for (const row of histograms) tallyOf(row)?.addHistogram(row, targets.get(row.botId));
  return tallies;
}

/** Tells tallies of queues where the levels stand now. */
export function addLevels(tallies: ReadonlyMap<string, Tally>, newest: ReadonlyMap<string, QueueSample>): void {
  for (const [key, tally] of tallies) {
    const sample = newest.get(key);
    if (sample?.pending != null) tally.levels.set(SERIES.queuePending, sample.pending);
    if (sample?.deadLetter != null) tally.levels.set(SERIES.queueDeadLetter, sample.deadLetter);
  }
}

/**
 * What a label is picked by: an endpoint is told without the class of its answers.
 *
 *     nameOfLabel("request", "GET /orders 5xx") "GET /orders"
 *     nameOfLabel("job", "resize")              "resize"
 */
export const nameOfLabel = (series: Series, label: string): string =>
  series === SERIES.request ? label.replace(/ \dxx$/, "") : label;
