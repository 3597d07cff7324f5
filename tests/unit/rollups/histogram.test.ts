import { describe, expect, it } from "vitest";
import { addStored, bucketOf, type Histogram, midpointOf, quantiles } from "@/lib/rollups/histogram";
import { seededRandom } from "../../support/random";

const FRACTIONS = [0.5, 0.9, 0.95, 0.99];

/** As PostgreSQL's percentile_cont has it. */
function exact(values: number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  return sorted[below]! + (position - below) * ((sorted[below + 1] ?? sorted[below]!) - sorted[below]!);
}

function filled(values: number[]): Histogram {
  const histogram: Histogram = new Map();
  addStored(
    histogram,
    values.map((ms) => String(bucketOf(ms) * 2 ** 32 + 1)),
  );
  return histogram;
}

describe("a histogram of durations", () => {
  it("stands for any duration from 1 ms to a month within 2 %", () => {
    const random = seededRandom(1);
    for (let n = 0; n < 5000; n++) {
      const ms = Math.exp(random.next() * Math.log(30 * 86_400_000));
      expect(Math.abs(midpointOf(bucketOf(ms)) / ms - 1)).toBeLessThanOrEqual(0.02);
    }
  });

  it("gives percentiles within 2 % of exact, whatever the spread", () => {
    const random = seededRandom(2);
    for (let n = 0; n < 300; n++) {
      const spread = 1 + random.next() * 12;
      const values = Array.from({ length: random.whole(1, 400) }, () =>
        Math.round(50 + Math.exp(random.next() * spread)),
      );
      const extremes = { min: Math.min(...values), max: Math.max(...values) };
      quantiles(filled(values), FRACTIONS, extremes).forEach((found, index) => {
        const wanted = exact(values, FRACTIONS[index]!);
        expect(Math.abs(found! / wanted - 1)).toBeLessThanOrEqual(0.0201);
      });
    }
  });

  it("is exact for one value and at the ends, and null for none", () => {
    const extremes = { min: 1234, max: 1234 };
    expect(quantiles(filled([1234]), [0, 0.5, 1], extremes)).toEqual([1234, 1234, 1234]);
    expect(quantiles(filled([7, 5000]), [0, 1], { min: 7, max: 5000 })).toEqual([7, 5000]);
    expect(quantiles(new Map(), FRACTIONS)).toEqual([null, null, null, null]);
  });

  it("adds stored parts up, numbers or texts, and counts beyond 16 bits", () => {
    const histogram: Histogram = new Map();
    addStored(histogram, [5 * 2 ** 32 + 100_000]);
    addStored(histogram, [String(5 * 2 ** 32 + 1), String(6 * 2 ** 32 + 2)]);
    addStored(histogram, null);
    expect([...histogram]).toEqual([
      [5, 100_001],
      [6, 2],
    ]);
  });
});
