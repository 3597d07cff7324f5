import { describe, expect, test } from "vitest";
import { areaPath, barPath, linePath, lonely } from "@/components/ui/chart-path";

describe("a line", () => {
  test("goes through the middles of its places", () => {
    expect(linePath([0, 1])).toBe("M250 1000L750 0");
  });

  test("is broken where nothing was measured, and a value between gaps is a dot", () => {
    const shares = [0, 1, null, 0.5];
    expect(linePath(shares)).toBe("M125 1000L375 0");
    expect(lonely(shares)).toEqual([{ index: 3, share: 0.5 }]);
  });

  test("is none where nothing was measured at all", () => {
    expect([linePath([]), linePath([null]), areaPath([null, null])]).toEqual(["", "", ""]);
  });

  test("closes its area at the axis", () => {
    expect(areaPath([0.5, 1])).toBe("M250 500L750 0L750 1000L250 1000Z");
  });
});

test("bars stand on their base, and one of no height is not drawn", () => {
  expect(barPath([{ base: 0, top: 1 }, null], 0.5)).toBe("M125 1000V0h250V1000Z");
  expect(barPath([{ base: 0.5, top: 0.75 }], 1)).toBe("M0 500V250h1000V500Z");
  expect(barPath([{ base: 0, top: 0 }], 1)).toBe("");
});
