import { describe, expect, it } from "vitest";
import { backoffMs, retryAfterMs } from "@/lib/client/backoff";

const options = { baseMs: 100, capMs: 5000 };

describe("backoff", () => {
  it("doubles its upper bound with each attempt, up to the cap", () => {
    const bounds = [0, 1, 2, 5, 6, 50, 5000].map((attempt) => backoffMs(attempt, options, () => 1));
    expect(bounds).toEqual([100, 200, 400, 3200, 5000, 5000, 5000]);
  });

  it("draws from the whole span below the bound", () => {
    const draws = Array.from({ length: 2000 }, () => backoffMs(3, options));
    expect(Math.min(...draws)).toBeLessThan(40);
    expect(Math.max(...draws)).toBeGreaterThan(760);
    expect(Math.max(...draws)).toBeLessThanOrEqual(800);
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(400, -2);
  });

  it.each([
    ["2", 2000],
    ["0.5", 500],
    ["-3", 0],
    ["", 0],
    [null, 0],
    ["soon", 0],
    ["86400", 300_000],
    ["Sun, 22 Nov 2026 10:00:07 GMT", 7000],
    ["Sun, 22 Nov 2026 09:00:00 GMT", 0],
  ])("reads Retry-After %j as %i ms", (header, ms) => {
    expect(retryAfterMs(header, Date.parse("2026-11-22T10:00:00Z"))).toBe(ms);
  });
});
