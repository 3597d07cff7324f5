import { describe, expect, test } from "vitest";
import { connectionOf } from "@/components/console/connection";
import { detailText } from "@/components/settings/audit/detail";
import { browserName } from "@/components/settings/profile/browser";

describe("a browser's name", () => {
  const chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
  test.each([
    [`Mozilla/5.0 (X11; Linux x86_64) ${chrome}`, "Chrome on Linux"],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/141.0.0.0`, "Edge on Windows"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox on macOS"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
      "Safari on iOS",
    ],
    [`Mozilla/5.0 (Linux; Android 15; Pixel 9) ${chrome}`, "Chrome on Android"],
    ["curl/8.5.0", "curl"],
    ["", "Unknown browser"],
    ["()", "Unknown browser"],
  ])("of %s is %s", (userAgent, name) => expect(browserName(userAgent)).toBe(name));

  test("of none is unknown", () => expect(browserName(null)).toBe("Unknown browser"));
});

test("an entry's detail is one line of names and values", () => {
  expect(detailText({ name: { from: "a", to: "b" }, created_by: "ada", paused: true, none: null })).toBe(
    "name: a → b, created by: ada, paused: true, none: null",
  );
  expect(detailText({ tags: ["eu", "mail"], contract: { heartbeat_seconds: 30 } })).toBe(
    'tags: eu, mail, contract: {"heartbeat_seconds":30}',
  );
  expect([detailText(null), detailText({})]).toEqual(["", ""]);
});

test("an answer's status tells whether Rollcall is there and knows the operator", () => {
  expect([200, 204, 404, 403, 401, 500, 503].map(connectionOf)).toEqual([
    "connected",
    "connected",
    "connected",
    "connected",
    "signed_out",
    "lost",
    "lost",
  ]);
});
