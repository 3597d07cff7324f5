import type { Database } from "../../../db/client";
import { SERIES } from "../../../rollups/series";
import { type SeriesCount, selectSeriesCounts } from "../../../rollups/store";
import { HOUR_MS } from "../../../stats/range";
import type { Told } from "../family";

const MINUTE_MS = 60_000;

/** What was asked of the fleet in the last 60 minutes, the open one included: jobs, messages and requests. */
export function readLastHour({ db, now }: { db: Database; now: Date }): Promise<SeriesCount[]> {
  const end = (Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS;
  const hour = { from: new Date(end - HOUR_MS), to: new Date(end) };
  return selectSeriesCounts(db, [SERIES.job, SERIES.message, SERIES.request], hour, hour.from);
}

/** How much of it was not done. */
export function impactFamilies(lastHour: readonly SeriesCount[]): Told {
  const score = customerImpact(lastHour);
  const family = {
    name: "customer_impact_score",
    help:
      "Of all jobs, messages and requests of the last 60 minutes the share that failed (requests: answered by 5xx), in per " +
      "cent: 0 is none, 100 is all.",
    type: "gauge" as const,
    samples: score === null ? [] : [{ labels: {}, value: score }],
  };
  return { families: [family], truncated: 0 };
}

/**
 * What share of the work that was asked for failed, in per cent with one decimal; null where none was asked for. Cancelled
 * jobs count as asked for and not as failed.
 */
export function customerImpact(counts: readonly Pick<SeriesCount, "n" | "failed">[]): number | null {
  const n = counts.reduce((sum, count) => sum + count.n, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  return n === 0 ? null : Math.round((failed * 1000) / n) / 10;
}
