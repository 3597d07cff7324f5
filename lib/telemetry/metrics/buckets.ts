import { bucketOf } from "../../rollups/histogram";

/** Bounds of the durations that bots report, in seconds: from 1 ms to 24 h. */
export const DURATION_BOUNDS: readonly number[] = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400,
];

/**
 * For each bound the first of our stored buckets (see rollups/histogram.ts) that lies above it. A stored bucket belongs to
 * the first bound that reaches into it, so a value equal to a bound is always within it, and what is up to 4.1 % above a
 * bound may be counted with it.
 */
export const DURATION_STARTS: readonly number[] = DURATION_BOUNDS.map((seconds) => bucketOf(seconds * 1000) + 1);

/** What the help text of each such histogram says of its error. */
export const DURATION_ERROR = "Buckets count exactly what is at or below a bound, and up to 4.1 % above it.";
