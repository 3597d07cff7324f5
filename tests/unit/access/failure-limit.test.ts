import { describe, expect, it } from "vitest";
import { FailureLimit } from "@/lib/access/failure-limit";

describe("the limit of failures", () => {
  it("lets so many through in a window, then says how long to wait", () => {
    const limit = new FailureLimit(60_000);
    expect([1, 2, 3].map((n) => limit.take("a", 2, n * 10_000))).toEqual([0, 0, 40]);
    expect(limit.take("b", 2, 30_000)).toBe(0);
    expect(limit.take("a", 2, 70_000)).toBe(0);
  });

  it("counts no attempt that was given back", () => {
    const limit = new FailureLimit(60_000);
    for (let n = 0; n < 50; n++) {
      expect(limit.take("a", 1, n)).toBe(0);
      limit.giveBack("a");
    }
  });

  it("remembers a bounded number of names", () => {
    const limit = new FailureLimit(60_000, 2);
    for (const name of ["a", "b", "c"]) limit.take(name, 1, 0);
    expect(limit.take("a", 1, 1)).toBe(0);
    expect(limit.take("c", 1, 1)).toBeGreaterThan(0);
  });
});
