import { describe, expect, test } from "vitest";
import { currentOf, PAGES } from "@/components/console/pages";
import { findCommands } from "@/components/console/palette/commands";

const names = (typed: string, role: "admin" | "operator" | "viewer" = "admin") =>
  findCommands(typed, role).map(({ name }) => name);

describe("the palette's commands", () => {
  test("are all there before anything is typed, pages in the order of the navigation", () => {
    expect(names("").slice(0, PAGES.length)).toEqual(PAGES.map(({ name }) => name));
  });

  test("are found by the start of a word of their name or of what they are about", () => {
    expect(names("que")).toEqual(["Queues"]);
    expect(names("appearance dark")).toEqual(["Theme: dark"]);
    expect(names("API k")).toEqual(["API keys"]);
    expect(names("nothing-like-it")).toEqual([]);
  });

  test("whose name starts with what is typed come first", () => {
    expect(names("settings")[0]).toBe("Settings");
  });

  test("of administrators are offered to no one else", () => {
    expect(names("settings", "viewer")).toEqual(["Settings", "Profile and sessions"]);
    expect(names("settings")).toContain("Audit log");
  });
});

test("a page is marked while it or a page below it is shown; the overview only by itself", () => {
  const marked = PAGES.filter(({ href }) => currentOf(href, "/bots/alpha") !== undefined);
  expect(marked.map(({ href }) => href)).toEqual(["/bots"]);
  expect(currentOf("/bots", "/bots/alpha")).toBe("true");
  expect(currentOf("/bots", "/bots")).toBe("page");
  expect(currentOf("/bots", "/botswain")).toBeUndefined();
});
