import { describe, expect, test } from "vitest";
import { axisLabels, axisTicks, formatTick } from "@/components/ui/chart-scale";

describe("the marks of an axis", () => {
  test.each([
    ["count", 0, [0, 1]],
    ["count", 3, [0, 1, 2, 3]],
    ["count", 870, [0, 500, 1000]],
    ["count", 1000, [0, 500, 1000]],
    ["percent", 100, [0, 25, 50, 75, 100]],
    ["percent", 0.3, [0, 0.1, 0.2, 0.3]],
    ["duration", 100_000, [0, 30_000, 60_000, 90_000, 120_000]],
    ["duration", 850, [0, 500, 1000]],
    ["bytes", 3 * 2 ** 30, [0, 2 ** 30, 2 * 2 ** 30, 3 * 2 ** 30]],
  ] as const)("of %s up to %d are round", (unit, largest, ticks) => {
    expect(axisTicks(unit, largest)).toEqual(ticks);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -5])("survive %d", (largest) => {
    expect(axisTicks("count", largest)).toEqual([0, 1]);
  });

  test("always reach the largest value in five steps at most", () => {
    for (const unit of ["count", "percent", "duration", "bytes"] as const) {
      for (let largest = 0.37; largest < 1e12; largest *= 1.7) {
        const ticks = axisTicks(unit, largest);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest * (1 - 1e-9));
        expect(ticks.length).toBeLessThanOrEqual(6);
      }
    }
  });

  test("are told without what says nothing", () => {
    expect(formatTick("duration", 120_000)).toBe("2m");
    expect(formatTick("duration", 90_000)).toBe("1m 30s");
    expect(formatTick("count", 12_500)).toBe("12.5k");
  });
});

test("labels are twelve at most, and every fourth of them stays on a narrow chart", () => {
  for (const places of [0, 1, 7, 24, 31, 168, 720]) {
    const labels = axisLabels(places);
    expect(labels.length).toBeLessThanOrEqual(12);
    expect(labels.filter((label) => label.from === 0).length).toBeLessThanOrEqual(3);
    expect(labels.every((label) => label.index < places)).toBe(true);
  }
});
