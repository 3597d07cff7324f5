import { describe, expect, test } from "vitest";
import { botListSearch, isFiltered, parseBotListQuery, sortedBy } from "@/components/bots/query";
import { parseRange } from "@/components/bots/range";

const NONE = parseBotListQuery({});

describe("the bot list's query", () => {
  test("is the same after a way through the URL", () => {
    const query = { ...NONE, q: "mail & bill", status: "busy", tag: "eu", sort: "-p95" };
    const search = Object.fromEntries(new URLSearchParams(botListSearch(query)));
    expect(parseBotListQuery(search)).toEqual(query);
  });

  test("is an empty search where nothing is asked", () => expect(botListSearch(NONE)).toBe(""));

  test("takes the first of a repeated parameter and ignores unknown ones", () => {
    expect(parseBotListQuery({ q: ["a", "b"], other: "x" })).toEqual({ ...NONE, q: "a" });
  });

  test("is filtered by a search or a filter, not by an order or a page", () => {
    expect(isFiltered({ ...NONE, sort: "name", cursor: "abc" })).toBe(false);
    expect(isFiltered({ ...NONE, tag: "eu" })).toBe(true);
  });

  test("turns the order round at the second click and begins at the first page", () => {
    const once = sortedBy({ ...NONE, cursor: "abc" }, "p95", "descending");
    expect(once).toEqual({ ...NONE, sort: "-p95" });
    expect(sortedBy(once, "p95", "descending").sort).toBe("p95");
    expect(sortedBy(NONE, "name", "ascending").sort).toBe("name");
  });
});

test("a period that is not offered is 24 hours", () => {
  expect([parseRange("7d"), parseRange("toString"), parseRange(undefined), parseRange(["1h"])]).toEqual([
    "7d",
    "24h",
    "24h",
    "24h",
  ]);
});
