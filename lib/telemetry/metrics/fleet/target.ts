import { addStored, bucketOf, type Histogram } from "../../../rollups/histogram";

/**
 * The share of measured durations within a target, in per cent with one decimal; null where none was measured. What is up
 * to 4.1 % beyond the target may count as within: durations are kept by bucket.
 * @param stored a histogram as the rollups keep it
 */
export function shareWithin(stored: readonly (string | number)[] | null, targetMs: number): number | null {
  const histogram: Histogram = new Map();
  addStored(histogram, stored);
  const last = bucketOf(targetMs);
  let [within, all] = [0, 0];
  for (const [bucket, count] of histogram) {
    all += count;
    if (bucket <= last) within += count;
  }
  return all === 0 ? null : Math.round((within * 1000) / all) / 10;
}
