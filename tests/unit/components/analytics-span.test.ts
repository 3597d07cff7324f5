import { describe, expect, test } from "vitest";
import { parseAnalyticsQuery } from "@/components/analytics/query";
import { apiSearch, grainsFor, spanOf } from "@/components/analytics/span";
import { dayIn, startOfDay } from "@/lib/stats/analytics/zone";

const HOUR_MS = 3_600_000;
const now = new Date("2026-11-22T21:20:00Z");
const span = (search: Record<string, string>, zone = "Europe/Berlin", at = now) =>
  spanOf(parseAnalyticsQuery(search), at, zone);

describe("a day of a zone", () => {
  test.each([
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z", 23],
    ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z", 25],
    ["2026-03-08", "America/New_York", "2026-03-08T05:00:00.000Z", 23],
    ["2026-11-01", "America/New_York", "2026-11-01T04:00:00.000Z", 25],
    ["2026-11-22", "Asia/Kathmandu", "2026-11-21T18:15:00.000Z", 24],
    ["2026-11-22", "Pacific/Kiritimati", "2026-11-21T10:00:00.000Z", 24],
    // Lebanon sets its clocks forward at midnight: the day begins at 01:00.
    ["2026-03-29", "Asia/Beirut", "2026-03-28T22:00:00.000Z", 23],
    ["2026-11-22", "UTC", "2026-11-22T00:00:00.000Z", 24],
  ])("%s in %s begins at %s and has %d hours", (day, zone, begins, hours) => {
    const next = new Date(Date.parse(`${day}T00:00:00Z`) + 24 * HOUR_MS).toISOString().slice(0, 10);
    expect(startOfDay(day, zone).toISOString()).toBe(begins);
    expect((startOfDay(next, zone).getTime() - startOfDay(day, zone).getTime()) / HOUR_MS).toBe(hours);
  });

  test("is the reader's, not the server's", () => {
    expect(dayIn(new Date("2026-11-22T23:30:00Z"), "Europe/Berlin")).toBe("2026-11-23");
    expect(dayIn(new Date("2026-11-22T03:30:00Z"), "America/New_York")).toBe("2026-11-21");
  });
});

describe("the span of a query", () => {
  test("of 30 days begins 29 days before today, also across a change of the clocks", () => {
    expect(span({}).from.toISOString()).toBe("2026-10-23T22:00:00.000Z");
    expect(span({}).to).toEqual(now);
  });

  test("of 24 hours begins with a whole hour", () => {
    expect(span({ period: "24h" })).toEqual({ from: new Date("2026-11-21T21:00:00Z"), to: now, grain: "hour" });
  });

  test("of chosen days takes the last with it, but not what is still to come", () => {
    const chosen = span({ from: "2026-10-25", to: "2026-10-25" });
    expect((chosen.to.getTime() - chosen.from.getTime()) / HOUR_MS).toBe(25);
    expect(span({ from: "2026-11-20", to: "2026-11-30" }).to).toEqual(now);
  });

  test("of days still to come stays a span", () => {
    const { from, to } = span({ from: "2027-01-01", to: "2027-01-02" });
    expect(from < to).toBe(true);
  });

  test.each([
    ["24h", "", "hour"],
    ["7d", "", "day"],
    ["90d", "", "day"],
    ["12m", "", "week"],
    ["7d", "hour", "hour"],
    ["12m", "month", "month"],
    ["12m", "hour", "week"],
    ["7d", "month", "day"],
  ])("of %s by %j is by %s", (period, grain, by) => expect(span({ period, grain }).grain).toBe(by));

  test("offers the grains that fit it, the one in use among them", () => {
    for (const period of ["24h", "7d", "30d", "90d", "12m"]) {
      const chosen = span({ period });
      expect(grainsFor(chosen)).toContain(chosen.grain);
    }
    expect(grainsFor(span({ period: "7d" }))).toEqual(["hour", "day"]);
    expect(grainsFor(span({ period: "90d" }))).toEqual(["day", "week", "month"]);
  });

  test("goes to the API without its end while that is now", () => {
    const query = parseAnalyticsQuery({ bot: "a b" });
    expect(apiSearch(spanOf(query, now, "UTC"), query, "UTC")).toBe(
      "from=2026-10-24T00%3A00%3A00.000Z&grain=day&tz=UTC&bot_id=a+b",
    );
  });
});
