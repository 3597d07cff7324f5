import { describe, expect, it } from "vitest";
import { RateLimit } from "@/lib/access/rate-limit";

describe("a rate limit", () => {
  it("lets a second's worth through at once, then tells how long to wait", () => {
    const limit = new RateLimit(10);
    for (let i = 0; i < 10; i++) expect(limit.take("a", 0)).toBe(0);
    expect(limit.take("a", 0)).toBe(1);
  });

  it("gives tokens back evenly", () => {
    const limit = new RateLimit(10);
    for (let i = 0; i < 10; i++) limit.take("a", 0);
    expect(limit.take("a", 99)).toBeGreaterThan(0);
    expect(limit.take("a", 100)).toBe(0);
    expect(limit.take("a", 100)).toBeGreaterThan(0);
  });

  it("lets no more through in any second than twice its rate, and its rate in the long run", () => {
    const limit = new RateLimit(100);
    let taken = 0;
    for (let ms = 0; ms < 10_000; ms++) for (let i = 0; i < 3; i++) if (limit.take("a", ms) === 0) taken++;
    expect(taken).toBeGreaterThanOrEqual(1080);
    expect(taken).toBeLessThanOrEqual(1100);
  });

  it("saves no more than one second's worth", () => {
    const limit = new RateLimit(5);
    limit.take("a", 0);
    let taken = 0;
    while (limit.take("a", 3_600_000) === 0) taken++;
    expect(taken).toBe(5);
  });

  it("counts each caller alone", () => {
    const limit = new RateLimit(1);
    expect(limit.take("a", 0)).toBe(0);
    expect(limit.take("b", 0)).toBe(0);
    expect(limit.take("a", 0)).toBeGreaterThan(0);
  });

  it("remembers a bounded number of callers", () => {
    const limit = new RateLimit(1, 3);
    for (const [at, caller] of ["a", "b", "c", "d"].entries()) limit.take(caller, at);
    expect(limit.take("b", 4)).toBeGreaterThan(0);
    expect(limit.take("a", 5)).toBe(0);
  });
});
