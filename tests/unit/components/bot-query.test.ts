import { describe, expect, test } from "vitest";
import { botListSearch, isFiltered, pageNumbers, parseBotListQuery, sortedBy } from "@/components/bots/query";
import { parsePeriod, periodQuery } from "@/components/bots/range";

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
    expect(isFiltered({ ...NONE, sort: "name", page: "3" })).toBe(false);
    expect(isFiltered({ ...NONE, tag: "eu" })).toBe(true);
  });

  test("turns the order round at the second click and begins at the first page", () => {
    const once = sortedBy({ ...NONE, page: "3" }, "p95", "descending");
    expect(once).toEqual({ ...NONE, sort: "-p95" });
    expect(sortedBy(once, "p95", "descending").sort).toBe("p95");
    expect(sortedBy(NONE, "name", "ascending").sort).toBe("name");
  });
});

test("a pager shows the first page, the last, and those around the current one", () => {
  expect(pageNumbers(1, 1)).toEqual([1]);
  expect(pageNumbers(2, 4)).toEqual([1, 2, 3, 4]);
  expect(pageNumbers(1, 40)).toEqual([1, 2, 3, null, 40]);
  expect(pageNumbers(20, 40)).toEqual([1, null, 19, 20, 21, null, 40]);
  expect(pageNumbers(40, 40)).toEqual([1, null, 39, 40]);
});

describe("the period of a bot's page", () => {
  test("is 24 hours where none is offered by the name", () => {
    const named = ["7d", "toString", undefined, ["7d"]].map((range) => parsePeriod({ range }).name);
    expect(named).toEqual(["7d", "24h", "24h", "24h"]);
  });

  test("is from one instant to another, read as UTC where a form gave no zone", () => {
    const period = parsePeriod({ range: "7d", from: "2026-11-20T08:00", to: "2026-11-21T08:00:00+01:00" });
    expect(periodQuery(period)).toEqual({ from: "2026-11-20T08:00:00Z", to: "2026-11-21T08:00:00+01:00" });
    expect(periodQuery(parsePeriod({ from: "2026-11-20T08:00" }))).toEqual({ hours: "24" });
  });
});
