import { describe, expect, it } from "vitest";
import { bucketOf } from "@/lib/rollups/histogram";
import type { JobHour } from "@/lib/rollups/store";
import { parseStatsRange } from "@/lib/stats/range";
import { errorRate, successRate } from "@/lib/stats/rate";
import { fillHours, totalOf } from "@/lib/stats/series";

const NOW = new Date("2026-03-02T10:30:00Z");

/** An hour of jobs: one for each duration, the first of them failed or cancelled. */
function hour(iso: string, durations: number[], failed = 0, cancelled = 0, unmeasured = 0): JobHour {
  return {
    hour: Date.parse(iso),
    ended: durations.length + unmeasured,
    failed,
    cancelled,
    measured: durations.length,
    sumMs: durations.length ? durations.reduce((sum, ms) => sum + ms, 0) : null,
    minMs: durations.length ? Math.min(...durations) : null,
    maxMs: durations.length ? Math.max(...durations) : null,
    hist: durations.length ? durations.map((ms) => String(bucketOf(ms) * 2 ** 32 + 1)) : null,
  };
}

describe("the hours of a period", () => {
  const range = parseStatsRange({ hours: "2" }, NOW);

  it("are all there, those without jobs with 0 and null, the open one partial", () => {
    const hours = fillHours([hour("2026-03-02T09:00:00Z", [100, 200, 300], 1)], range, NOW);
    const empty = {
      total: 0,
      succeeded: 0,
      failed: 0,
      success_rate: null,
      avg_duration_ms: null,
      p95_duration_ms: null,
    };
    expect(hours).toEqual([
      { hour: "2026-03-02T08:00:00Z", ...empty, partial: false },
      {
        ...{ hour: "2026-03-02T09:00:00Z", total: 3, succeeded: 2, failed: 1, success_rate: 66.7 },
        ...{ avg_duration_ms: 200, p95_duration_ms: expect.closeTo(290, -1), partial: false },
      },
      { hour: "2026-03-02T10:00:00Z", ...empty, partial: true },
    ]);
  });

  it("have null durations where jobs ended but none was measured", () => {
    const [, found] = fillHours([hour("2026-03-02T09:00:00Z", [], 0, 1, 2)], range, NOW);
    expect(found).toMatchObject({
      total: 2,
      succeeded: 1,
      failed: 0,
      success_rate: 100,
      avg_duration_ms: null,
      p95_duration_ms: null,
    });
  });
});

describe("the figures of all hours", () => {
  it("are sums, the mean and percentiles over all durations, in whole milliseconds", () => {
    const rows = [hour("2026-03-02T08:00:00Z", [10, 20], 1), hour("2026-03-02T09:00:00Z", [1000, 1001], 0, 1, 1)];
    expect(totalOf(rows)).toMatchObject({
      ...{ total_jobs: 5, succeeded: 3, failed: 1, cancelled: 1, success_rate: 75 },
      ...{ avg_duration_ms: 508, min_duration_ms: 10, max_duration_ms: 1001 },
    });
    expect(totalOf(rows).p99_duration_ms).toBeGreaterThan(980);
  });

  it("are null where nothing is known", () => {
    const { total_jobs, succeeded, failed, cancelled, ...unknown } = totalOf([]);
    expect([total_jobs, succeeded, failed, cancelled]).toEqual([0, 0, 0, 0]);
    expect(new Set(Object.values(unknown))).toEqual(new Set([null]));
  });
});

describe("a rate", () => {
  it("has one decimal, and its counterpart adds up to 100", () => {
    expect(successRate(140, 16)).toBe(89.7);
    expect(errorRate(89.7)).toBe(10.3);
    expect([successRate(0, 5), successRate(5, 0), successRate(0, 0)]).toEqual([0, 100, null]);
    expect(errorRate(null)).toBeNull();
    for (let failed = 0; failed <= 400; failed++) {
      const rate = successRate(400 - failed, failed)!;
      expect(rate * 10 + errorRate(rate)! * 10).toBeCloseTo(1000, 8);
    }
  });
});
