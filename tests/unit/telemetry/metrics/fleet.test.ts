import { describe, expect, it } from "vitest";
import { bucketOf } from "@/lib/rollups/histogram";
import { DURATION_BOUNDS, DURATION_STARTS } from "@/lib/telemetry/metrics/buckets";
import { customerImpact } from "@/lib/telemetry/metrics/fleet/impact";
import { steady } from "@/lib/telemetry/metrics/fleet/tally";
import { shareWithin } from "@/lib/telemetry/metrics/fleet/target";
import { openSince } from "@/lib/telemetry/metrics/fleet/totals";

/** The place of the bound under which a duration is counted, as `width_bucket` finds it. */
const placeOf = (ms: number) => DURATION_STARTS.filter((start) => bucketOf(ms) >= start).length;

describe("bounds of durations", () => {
  it("count what stands on them, and nothing that is 4.1 % above", () => {
    DURATION_BOUNDS.forEach((seconds, at) => {
      expect(placeOf(seconds * 1000)).toBe(at);
      expect(placeOf(seconds * 1000 * 1.0411)).toBe(at + 1);
    });
  });

  it("reach from 1 ms to 24 h", () => {
    expect(DURATION_BOUNDS[0]).toBe(0.001);
    expect(DURATION_BOUNDS.at(-1)).toBe(86_400);
    expect(placeOf(0)).toBe(0);
    expect(placeOf(1e12)).toBe(DURATION_BOUNDS.length);
  });
});

describe("the share within a target", () => {
  const stored = (...ms: number[]) => ms.map((one) => bucketOf(one) * 2 ** 32 + 1);

  it.each([
    [stored(100, 200, 400), 200, 66.7],
    [stored(100), 99_999, 100],
    [stored(5000), 10, 0],
    [[], 10, null],
    [null, 10, null],
  ])("of %j at %d ms is %s", (histogram, target, share) => expect(shareWithin(histogram, target)).toBe(share));
});

it("the customers' impact is the share of their work that failed", () => {
  expect(
    customerImpact([
      { n: 90, failed: 1 },
      { n: 10, failed: 9 },
    ]),
  ).toBe(10);
  expect(customerImpact([{ n: 0, failed: 0 }])).toBeNull();
  expect(customerImpact([])).toBeNull();
});

it.each([
  ["2026-11-23T10:00:00Z", 7, "2026-11-01"],
  ["2026-11-10T10:00:00Z", 7, "2026-10-01"],
  ["2026-01-02T00:00:00Z", 7, "2025-12-01"],
  ["2026-11-23T10:00:00Z", 60, "2026-07-01"],
])("at %s with %d raw days months stay open from %s", (now, rawDays, month) => {
  expect(openSince(new Date(now), rawDays).toISOString().slice(0, 10)).toBe(month);
});

it("a sum of fractions is the same in whatever order they came", () => {
  const values = Array.from({ length: 50 }, (_, n) => 0.1 * (n + 1));
  const add = (all: number[]) => steady(all.reduce((sum, value) => sum + value, 0));
  expect(add(values)).toBe(add(values.toReversed()));
});
