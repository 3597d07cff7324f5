/**
 * Histogram of durations with logarithmic buckets, at most 2 % off: bucket b covers (g^(b-1), g^b] milliseconds with
 * ln g = 0.0400053346136992. Stored as `bucket * 2^32 + count`, which a double holds exactly.
 */
const LN_GAMMA = 0.0400053346136992;
const SHIFT = 2 ** 32;

/** Counts by bucket. */
export type Histogram = Map<number, number>;

/** The bucket of a duration; anything up to 1 ms is bucket 0. The same formula as `hist_bucket` in the database. */
export function bucketOf(ms: number): number {
  return Math.ceil(Math.log(Math.max(ms, 1)) / LN_GAMMA);
}

/** The duration that stands for a bucket: the point with equal relative error to both edges, in milliseconds. */
export function midpointOf(bucket: number): number {
  return (2 * Math.exp(bucket * LN_GAMMA)) / (Math.exp(LN_GAMMA) + 1);
}

/** Adds stored elements (as the drivers give them: numbers or decimal strings) to a histogram. */
export function addStored(histogram: Histogram, stored: readonly (string | number)[] | null): void {
  for (const element of stored ?? []) {
    const value = Number(element);
    const bucket = Math.floor(value / SHIFT);
    histogram.set(bucket, (histogram.get(bucket) ?? 0) + (value % SHIFT));
  }
}

/**
 * Quantiles of a histogram, interpolated between neighbouring ranks as PostgreSQL's `percentile_cont` does, and kept
 * within the known extremes.
 * @param fractions each 0 to 1
 * @returns milliseconds, or null for each when the histogram is empty
 */
export function quantiles(
  histogram: Histogram,
  fractions: readonly number[],
  extremes: { min: number | null; max: number | null } = { min: null, max: null },
): (number | null)[] {
  const cells = [...histogram].sort(([a], [b]) => a - b);
  const total = cells.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return fractions.map(() => null);

  const low = extremes.min ?? Number.NEGATIVE_INFINITY;
  const high = extremes.max ?? Number.POSITIVE_INFINITY;
  const clamp = (ms: number) => Math.min(high, Math.max(low, ms));
  // The first and last rank are known exactly; the others by their bucket.
  const atRank = (rank: number) => {
    if (rank <= 0 && extremes.min !== null) return extremes.min;
    if (rank >= total - 1 && extremes.max !== null) return extremes.max;
    let passed = 0;
    for (const [bucket, count] of cells) {
      passed += count;
      if (rank < passed) return clamp(midpointOf(bucket));
    }
    return clamp(midpointOf(cells.at(-1)![0]));
  };
  return fractions.map((fraction) => {
    const position = fraction * (total - 1);
    const below = Math.floor(position);
    const from = atRank(below);
    return below === position ? from : from + (position - below) * (atRank(below + 1) - from);
  });
}
