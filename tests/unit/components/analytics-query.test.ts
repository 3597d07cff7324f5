import { describe, expect, test } from "vitest";
import { analyticsSearch, parseAnalyticsQuery } from "@/components/analytics/query";

const usual = parseAnalyticsQuery({});

describe("the analytics page's address", () => {
  test("says nothing where all is usual", () => {
    expect(usual).toEqual({ period: "30d", from: "", to: "", grain: "", bot: "", tz: "", cursor: "" });
    expect(analyticsSearch(usual)).toBe("");
  });

  test("survives a round through the URL", () => {
    const query = { ...usual, period: "7d" as const, grain: "hour" as const, bot: "mail bot", tz: "Asia/Kathmandu" };
    const search = analyticsSearch(query);
    expect(parseAnalyticsQuery(Object.fromEntries(new URLSearchParams(search)))).toEqual(query);
  });

  test("takes a custom period in either order, and lets it win over a named one", () => {
    const query = parseAnalyticsQuery({ period: "7d", from: "2026-11-20", to: "2026-11-03" });
    expect(query).toMatchObject({ period: "custom", from: "2026-11-03", to: "2026-11-20" });
    expect(analyticsSearch(query)).toBe("?from=2026-11-03&to=2026-11-20");
  });

  test.each([
    [{ from: "2026-02-30", to: "2026-03-02" }],
    [{ from: "2026-11-03" }],
    [{ from: "' or 1=1", to: "2026-11-03" }],
    [{ period: "9y" }],
    [{ grain: "second" }],
    [{ period: "constructor" }],
  ])("leaves out what is not offered: %j", (search) => {
    expect(parseAnalyticsQuery(search)).toEqual(usual);
  });

  test("begins the list of users anew with every change but its own", () => {
    const query = { ...usual, cursor: "abc" };
    expect(analyticsSearch(query, { grain: "week" })).toBe("?grain=week");
    expect(analyticsSearch(query, { cursor: "def" })).toBe("?cursor=def");
  });
});
