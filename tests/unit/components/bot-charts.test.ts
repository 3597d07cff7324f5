import { describe, expect, test } from "vitest";
import { chartSpans } from "@/components/bots/range";
import {
  durationSummary,
  durationTable,
  rateSummary,
  rateTable,
  trackerOf,
  trackerState,
} from "@/components/bots/summaries";
import type { BotHour } from "@/lib/stats/bot-stats";

const HOUR_MS = 3_600_000;

function hour(at: number, succeeded: number, failed: number, avg: number | null = null): BotHour {
  const ended = succeeded + failed;
  return {
    hour: new Date(Date.UTC(2026, 10, 22) + at * HOUR_MS).toISOString(),
    total: ended,
    succeeded,
    failed,
    success_rate: ended === 0 ? null : Math.round((succeeded / ended) * 1000) / 10,
    avg_duration_ms: avg,
    p95_duration_ms: avg === null ? null : avg * 2,
    partial: false,
  };
}

describe("a chart in words", () => {
  const hours = [hour(0, 9, 1, 60_000), hour(1, 0, 0), hour(2, 10, 0, 120_000)];

  test("names the rate and the lowest hour", () => {
    expect(rateSummary(hours, "hour", 95)).toBe(
      "95% of 20 jobs succeeded; the lowest hour was 22 Nov 00:00 UTC with 90%.",
    );
  });

  test("says when nothing failed, and when nothing was measured", () => {
    expect(rateSummary([hour(0, 5, 0)], "hour", 100)).toBe("100% of 5 jobs succeeded; no hour had a failure.");
    expect(rateSummary([hour(0, 0, 0)], "hour", null)).toBe("No job succeeded or failed in this period.");
    expect(durationSummary([hour(0, 0, 0)], "hour", null)).toBe("No duration was measured in this period.");
  });

  test("names the slowest hour and how many were over the target", () => {
    expect(durationSummary(hours, "hour", 90_000)).toBe(
      "The slowest hour was 22 Nov 02:00 UTC with 2m 0s on average; 1 of 2 hours with jobs were over the target of 1m 30s.",
    );
  });

  test("has every hour in its table, newest first", () => {
    expect(rateTable(hours, "hour").rows).toEqual([
      ["22 Nov 02:00", "10", "10", "0", "100%"],
      ["22 Nov 01:00", "0", "0", "0", "–"],
      ["22 Nov 00:00", "10", "9", "1", "90%"],
    ]);
    expect(durationTable(hours, "hour").rows.at(-1)).toEqual(["22 Nov 00:00", "1m 0s", "2m 0s"]);
  });
});

describe("a long period", () => {
  test("is drawn by day, exact in its counts, its means weighed by jobs", () => {
    const hours = Array.from({ length: 240 }, (_, at) =>
      at === 0 ? hour(0, 3, 0, 1000) : at === 1 ? hour(1, 0, 1, 5000) : hour(at, 0, 0),
    );
    const { spans, unit } = chartSpans(hours);
    expect([unit, spans.length]).toEqual(["day", 10]);
    expect(spans[0]).toMatchObject({
      total: 4,
      succeeded: 3,
      failed: 1,
      success_rate: 75,
      avg_duration_ms: 2000,
      p95_duration_ms: 10_000,
      partial: false,
    });
    expect(spans[9]).toMatchObject({ total: 0, success_rate: null, avg_duration_ms: null, p95_duration_ms: null });
  });

  test("is drawn by hour up to a week", () => {
    expect(chartSpans(Array.from({ length: 169 }, (_, at) => hour(at, 0, 0))).unit).toBe("hour");
  });
});

describe("the tracker strip", () => {
  test.each([
    [0, 0, "none"],
    [12, 0, "ok"],
    [9, 1, "mixed"],
    [1, 9, "bad"],
  ])("%d succeeded and %d failed is %s", (succeeded, failed, state) => {
    expect(trackerState({ succeeded, failed })).toBe(state);
  });

  test("says in words what it shows", () => {
    expect(trackerOf([hour(0, 9, 1), hour(1, 0, 0)]).summary).toBe(
      "Last 2 hours: 10 jobs finished, 1 failed in 1 of 2 hours",
    );
    expect(trackerOf([hour(0, 0, 0)]).summary).toBe("Last 1 hours: no job finished");
  });
});
