import { describe, expect, test } from "vitest";
import { changeOf } from "@/components/analytics/change";
import { bucketNames } from "@/components/analytics/names";
import { outcomeSummary, responseSummary, volumeSummary, weekSummary } from "@/components/analytics/summaries";
import { volumeTable, weekTable } from "@/components/analytics/tables";
import { parseTimeZone, zoneName } from "@/components/console/time-zone";
import { chartCsv } from "@/components/ui/chart-csv";
import type { AnalyticsTimeline, TimelineBucket } from "@/lib/stats/analytics/schema";

const HOUR_MS = 3_600_000;

/** A day of Berlin in November with messages, and jobs where told. */
function day(date: number, messages: number, more: Partial<TimelineBucket> = {}): TimelineBucket {
  const start = Date.UTC(2026, 10, date) - HOUR_MS;
  return {
    start: new Date(start).toISOString(),
    end: new Date(start + 24 * HOUR_MS).toISOString(),
    partial: false,
    messages,
    messages_failed: 0,
    avg_response_time_ms: null,
    p50_response_time_ms: null,
    p95_response_time_ms: null,
    p99_response_time_ms: null,
    jobs: 0,
    jobs_succeeded: 0,
    jobs_failed: 0,
    job_success_rate: null,
    avg_job_duration_ms: null,
    p95_job_duration_ms: null,
    requests: 0,
    requests_failed: 0,
    active_users: 1,
    unusual: null,
    ...more,
  };
}

function timelineOf(buckets: TimelineBucket[]): AnalyticsTimeline {
  return {
    from: buckets[0]!.start,
    to: buckets.at(-1)!.end,
    previous_from: buckets[0]!.start,
    grain: "day",
    tz: "Europe/Berlin",
    bot_id: null,
    messages_mean: null,
    messages_standard_deviation: null,
    buckets,
    previous: [{ start: buckets[0]!.start, end: buckets[0]!.start, messages: 90, jobs: 0 }],
  };
}

const names = bucketNames("day", "Europe/Berlin");

describe("the names of buckets", () => {
  test("tell the hour that comes twice from itself when clocks are set back", () => {
    const hours = bucketNames("hour", "Europe/Berlin");
    const [first, second] = ["2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"].map((start) =>
      hours.long({ start, end: start }),
    );
    expect(first).toBe("Sun 25 Oct 2026, 02:00 UTC+2");
    expect(second).toBe("Sun 25 Oct 2026, 02:00 UTC+1");
    expect(hours.short("2026-10-25T00:00:00Z")).toBe("25 Oct 02:00");
  });

  test("name midnight 00:00 and a zone of three quarters by its offset", () => {
    const hours = bucketNames("hour", "Asia/Kathmandu");
    expect(hours.long({ start: "2026-11-21T18:15:00Z", end: "" })).toBe("Sun 22 Nov 2026, 00:00 UTC+5:45");
  });

  test("give a week its last day, also when it is an hour longer or shorter", () => {
    const weeks = bucketNames("week", "Europe/Berlin");
    expect(weeks.long({ start: "2026-10-18T22:00:00Z", end: "2026-10-25T23:00:00Z" })).toBe("19 Oct – 25 Oct 2026");
    expect(weeks.long({ start: "2026-03-22T23:00:00Z", end: "2026-03-29T22:00:00Z" })).toBe("23 Mar – 29 Mar 2026");
  });

  test("give months their year", () => {
    const months = bucketNames("month", "UTC");
    expect(months.short("2026-09-01T00:00:00Z")).toBe("Sep 2026");
    expect(months.long({ start: "2026-09-01T00:00:00Z", end: "" })).toBe("September 2026");
  });
});

describe("the words of a chart", () => {
  test("name the busiest day and each that is out of the ordinary", () => {
    const buckets = [day(1, 100), day(2, 400, { unusual: "high", messages_failed: 5 }), day(3, 0, { unusual: "low" })];
    expect(volumeSummary(timelineOf(buckets), names)).toBe(
      "500 messages, 1% failed; 90 in the period before. The busiest day was Mon 2 Nov 2026 with 400. " +
        "Beyond two standard deviations: Mon 2 Nov 2026 (unusually many, 400), Tue 3 Nov 2026 (unusually few, 0).",
    );
  });

  test("name no more than a few, and how many more there are", () => {
    const buckets = Array.from({ length: 7 }, (_, index) => day(index + 1, 10, { unusual: "high" }));
    expect(volumeSummary(timelineOf(buckets), names)).toMatch(/\) and 3 more days\.$/);
  });

  test("say where nothing was measured", () => {
    const timeline = timelineOf([day(1, 0)]);
    expect(volumeSummary(timeline, names)).toBe("No message was processed in this period.");
    expect(responseSummary(timeline, { p50: null, p95: null, p99: null }, names)).toMatch(/^No response time/);
    expect(outcomeSummary(timeline, names)).toBe("No job succeeded or failed in this period.");
    expect(weekSummary([[0], [0]], "job", "UTC")).toBe("No job in this period.");
  });

  test("tell percentiles and the slowest day", () => {
    const timeline = timelineOf([day(1, 9, { p95_response_time_ms: 900 }), day(2, 9, { p95_response_time_ms: 2000 })]);
    expect(responseSummary(timeline, { p50: 300, p95: 1500, p99: 4000 }, names)).toBe(
      "Half of the answers took up to 300ms, 95% up to 1.5s, 99% up to 4s. " +
        "The slowest day was Mon 2 Nov 2026 with a p95 of 2s.",
    );
  });

  test("tell the busiest hour of the week and its zone", () => {
    const hours = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 1));
    hours[2]![14] = 9;
    expect(weekSummary(hours, "message", "Asia/Kathmandu")).toBe(
      "The busiest hour of the week is Wednesday 14:00 (9 messages), the busiest day Wednesday with 18.2%. " +
        "Hours are those of Asia/Kathmandu.",
    );
    expect(weekTable(hours, "UTC").rows[14]).toEqual(["14:00", "1", "1", "9", "1", "1", "1", "1"]);
  });
});

test("a chart's file has exact figures, oldest first, and its table words, newest first", () => {
  const timeline = timelineOf([day(1, 12_345), day(2, 3, { unusual: "low", partial: true })]);
  const table = volumeTable(timeline, names);
  expect(table.rows).toEqual([
    ["Mon 2 Nov 2026 (part)", "3", "0", "1", "unusually few"],
    ["Sun 1 Nov 2026", "12,345", "0", "1", ""],
  ]);
  expect(chartCsv(table.data!)).toBe(
    "start,end,messages,messages_failed,active_users,unusual\r\n" +
      "2026-10-31T23:00:00.000Z,2026-11-01T23:00:00.000Z,12345,0,1,\r\n" +
      "2026-11-01T23:00:00.000Z,2026-11-02T23:00:00.000Z,3,0,1,low\r\n",
  );
});

describe("a change", () => {
  test.each([
    [112, 100, "count", undefined, "up 12%", "none"],
    [80, 100, "count", "more", "down 20%", "bad"],
    [470, 500, "duration", "less", "down 6%", "good"],
    [96.5, 98, "percent", "more", "down 1.5 points", "bad"],
    [1, 0, "percent", "less", "up 1 point", "bad"],
    [100, 100.01, "count", "more", "unchanged", "none"],
    [0, 0, "count", "more", "unchanged", "none"],
    [5000, 100, "count", undefined, "up 50 times", "none"],
  ] as const)("to %d from %d %s (%s is better) is %s", (value, previous, unit, better, words, news) => {
    expect(changeOf({ value, previous }, unit, better)).toMatchObject({ words, news });
  });

  test("from nothing is none", () => {
    expect(changeOf({ value: 5, previous: 0 }, "count")).toBeNull();
    expect(changeOf({ value: null, previous: 3 }, "duration")).toBeNull();
  });
});

test("a zone that is none is UTC", () => {
  expect(["Europe/Berlin", "Mars/Olympus", "+02:00", "", undefined, "<script>"].map(parseTimeZone)).toEqual([
    "Europe/Berlin",
    ...Array(5).fill("UTC"),
  ]);
  expect(zoneName("America/New_York")).toBe("New York");
});
