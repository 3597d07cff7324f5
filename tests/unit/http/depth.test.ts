import { describe, expect, it } from "vitest";
import { exceedsDepth } from "@/lib/http/depth";

const nested = (levels: number) => JSON.parse("[".repeat(levels) + "]".repeat(levels)) as unknown;

describe("depth", () => {
  it("is 0 for a scalar and grows with each array or object", () => {
    expect(exceedsDepth("text", 0)).toBe(false);
    expect(exceedsDepth(null, 0)).toBe(false);
    expect(exceedsDepth({}, 0)).toBe(true);
    expect(exceedsDepth({ a: [1] }, 2)).toBe(false);
    expect(exceedsDepth({ a: [{}] }, 2)).toBe(true);
  });

  it("draws the line exactly at the limit", () => {
    expect(exceedsDepth(nested(32), 32)).toBe(false);
    expect(exceedsDepth(nested(33), 32)).toBe(true);
  });

  it.each([7_000, 100_000, 500_000])("does not overflow at %i levels", (levels) => {
    expect(exceedsDepth(nested(levels), 32)).toBe(true);
    expect(exceedsDepth(nested(levels), levels)).toBe(false);
  });
});
