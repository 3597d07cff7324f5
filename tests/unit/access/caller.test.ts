import { describe, expect, it } from "vitest";
import { callerOf, pathOfOurs, siteOf, tellPeers } from "@/lib/access/caller";

const headers = (init: Record<string, string>) => new Headers(init);

describe("the caller's address", () => {
  const forwarded = headers({ "x-forwarded-for": "203.0.113.9, 198.51.100.2", "x-rollcall-peer": "127.0.0.1" });

  it("is believed of nobody before a server says that it tells it", () =>
    expect(callerOf(forwarded, { TRUST_PROXY: 0 })).toBeNull());

  it("is the peer's without a proxy, what the proxy added behind one", () => {
    tellPeers();
    expect(callerOf(forwarded, { TRUST_PROXY: 0 })).toBe("127.0.0.1");
    expect(callerOf(forwarded, { TRUST_PROXY: 1 })).toBe("198.51.100.2");
    expect(callerOf(forwarded, { TRUST_PROXY: 2 })).toBe("203.0.113.9");
    expect(callerOf(headers({ "x-forwarded-for": "<script>" }), { TRUST_PROXY: 1 })).toBeNull();
  });
});

describe("the site", () => {
  it.each([
    [{ host: "rollcall.example:8080" }, "http://rollcall.example:8080"],
    [{ host: "rollcall.example", "x-forwarded-proto": "https" }, "https://rollcall.example"],
    [{ host: "[::1]:3000" }, "http://[::1]:3000"],
    [{ host: "evil.example/path?" }, "http://localhost"],
    [{ host: "user@evil.example" }, "http://localhost"],
  ])("of %o is %s", (init, site) => expect(siteOf(headers(init as Record<string, string>), {})).toBe(site));

  it("is PUBLIC_URL where that is set", () =>
    expect(siteOf(headers({ host: "inner" }), { PUBLIC_URL: "https://outer.example" })).toBe("https://outer.example"));
});

describe("the way back after sign-in", () => {
  it.each(["/", "/bots?tag=a&q=b", "/bots/a%2Fb", "/settings/users"])("may be %s", (path) =>
    expect(pathOfOurs(path)).toBe(path),
  );

  it.each([
    "//evil.example",
    "/.//evil.example",
    "/%2e//evil.example",
    "/bots/..//evil.example",
    "/sign-in/.././/evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/sign-out",
    "/api/keys",
    "",
    null,
    `/${"a".repeat(3000)}`,
  ])("is the front page instead of %s", (path) => expect(pathOfOurs(path)).toBe("/"));
});
