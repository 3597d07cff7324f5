import { describe, expect, it } from "vitest";
import { acceptQuality, prefersPage } from "@/lib/http/accept";

describe("how much a media type is wanted", () => {
  it.each([
    [null, "text/html", 1],
    ["", "text/html", 1],
    ["text/html", "application/json", 0],
    ["text/*;q=0.4, */*;q=0.1", "text/html", 0.4],
    ["*/*;q=0.1, text/html;level=1;q=0.7", "text/html", 0.7],
    ["text/html;q=0, */*", "text/html", 0],
    ["TEXT/HTML; Q=0.5", "text/html", 0.5],
    ["text/html;q=much", "text/html", 1],
  ])("by %j of %s is %d", (accept, type, quality) => expect(acceptQuality(accept, type)).toBe(quality));
});

describe("a page rather than data", () => {
  it.each([
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true],
    ["text/html", true],
    ["text/html, application/json;q=0.9", true],
    ["application/json, text/html;q=0.5", false],
    ["text/html;q=0", false],
    ["text/html, application/json", false],
    ["*/*", false],
    [null, false],
  ])("is wanted by %j: %s", (accept, page) => expect(prefersPage(accept)).toBe(page));
});
