import { describe, expect, it } from "vitest";
import { isSafeMethod, isSameOrigin } from "@/lib/access/origin";

describe("a request by cookie", () => {
  it.each([
    [{ "sec-fetch-site": "same-origin" }, true],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "none" }, false],
    [{ "sec-fetch-site": "cross-site", origin: "http://localhost:3000", host: "localhost:3000" }, false],
    [{ origin: "http://localhost:3000", host: "localhost:3000" }, true],
    [{ origin: "http://LOCALHOST:3000", host: "LocalHost:3000" }, true],
    [{ origin: "http://localhost:3001", host: "localhost:3000" }, false],
    [{ origin: "null", host: "localhost:3000" }, false],
    [{ origin: "http://localhost:3000.evil.example", host: "localhost:3000" }, false],
    [{ host: "localhost:3000" }, false],
    [{}, false],
  ])("with %j is from our own pages: %s", (headers, own) => {
    expect(isSameOrigin(new Headers(headers as Record<string, string>))).toBe(own);
  });

  it("only reads by GET, HEAD and OPTIONS", () => {
    expect(["GET", "HEAD", "OPTIONS"].every(isSafeMethod)).toBe(true);
    expect(["POST", "PUT", "PATCH", "DELETE"].some(isSafeMethod)).toBe(false);
  });
});
