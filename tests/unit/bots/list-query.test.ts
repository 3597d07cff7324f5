import { describe, expect, it } from "vitest";
import { cursorOf, parseBotList } from "@/lib/bots/list-query";
import { compareBy } from "@/lib/bots/order";

const faultsOf = (search: Record<string, string>) => {
  try {
    parseBotList(search);
    return [];
  } catch (error) {
    const { status, extra } = error as { status: number; extra: { errors: { path: string }[] } };
    return [status, ...extra.errors.map(({ path }) => path)];
  }
};

describe("the query of the list", () => {
  it("is by name, 50 a page, where nothing is said or what is said is empty", () => {
    const nothing = { statuses: [], text: "", sort: "name", descending: false, limit: 50, after: undefined };
    expect(parseBotList({})).toMatchObject(nothing);
    expect(parseBotList({ q: "", status: "", kind: "", tag: "", sort: "", limit: "", cursor: "" })).toMatchObject(
      nothing,
    );
  });

  it("takes several statuses, a kind, a tag, a text in any case, a sort and its direction", () => {
    expect(
      parseBotList({ status: "stuck,offline", kind: "chat", tag: "EU", q: " MAIL ", sort: "-p95", limit: "500" }),
    ).toMatchObject({
      statuses: ["stuck", "offline"],
      kind: "chat",
      tag: "EU",
      text: "mail",
      sort: "p95",
      descending: true,
      limit: 500,
    });
  });

  it("answers 400 and says which parameter is at fault", () => {
    const faulty = { status: "busy,lazy", kind: "robot", sort: "size", limit: "0", cursor: "x".repeat(8001) };
    expect(faultsOf(faulty)).toEqual([400, "status", "kind", "sort", "limit", "cursor"]);
    for (const limit of ["501", "1.5", "-1", "many", "1e2"]) expect(faultsOf({ limit })).toEqual([400, "limit"]);
  });

  it("has cursors that are good for their sort only and survive any name", () => {
    const request = parseBotList({ sort: "-name" });
    const position = { value: "Bötchen 🤖 \"'", id: "b:1" };
    const cursor = cursorOf(request, position);
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(parseBotList({ sort: "-name", cursor }).after).toEqual(position);
    expect(faultsOf({ sort: "name", cursor })).toEqual([400, "cursor"]);
    for (const broken of ["abc", "%", cursor.slice(1), btoa("[1,2]"), btoa('["-name",{},"x"]')]) {
      expect(faultsOf({ sort: "-name", cursor: broken })).toEqual([400, "cursor"]);
    }
  });
});

describe("the order of the list", () => {
  const sorted = (sort: string, values: (string | number | null)[]) =>
    values
      .map((value, index) => ({ value, id: `id-${index}` }))
      .sort(compareBy(parseBotList({ sort })))
      .map(({ value }) => value);

  it("reads numbers in names as numbers and takes no notice of case", () => {
    expect(sorted("name", ["bot-10", "Bot-2", "alpha"])).toEqual(["alpha", "Bot-2", "bot-10"]);
    expect(sorted("-name", ["bot-10", "Bot-2", "alpha"])).toEqual(["bot-10", "Bot-2", "alpha"]);
  });

  it("puts bots without the figure last, either way", () => {
    expect(sorted("p95", [null, 5, 0])).toEqual([0, 5, null]);
    expect(sorted("-p95", [null, 5, 0])).toEqual([5, 0, null]);
  });

  it("lets ties go by id", () => {
    const compare = compareBy(parseBotList({ sort: "-p95" }));
    expect(compare({ value: 1, id: "a" }, { value: 1, id: "b" })).toBeLessThan(0);
    expect(compare({ value: null, id: "a" }, { value: null, id: "b" })).toBeLessThan(0);
  });
});
