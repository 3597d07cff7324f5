import { describe, expect, it } from "vitest";
import { bearerOf } from "@/lib/access/bearer";
import { equalBytes, equalSecrets, randomText } from "@/lib/access/secret-text";
import { hashToken, matchesHash, newToken, prefixOf } from "@/lib/access/token";

describe("a key", () => {
  it("shows its scope and its prefix, and is never the same twice", () => {
    const { token, prefix } = newToken("ingest");
    expect(token).toMatch(/^rc_i_[A-Za-z0-9]{42}$/);
    expect(newToken("read").token).toMatch(/^rc_r_/);
    expect(newToken("admin").token).toMatch(/^rc_a_/);
    expect(prefixOf(token)).toBe(prefix);
    expect(new Set(Array.from({ length: 500 }, () => newToken("read").token)).size).toBe(500);
  });

  it("has 160 random bits or more beside its prefix", () => {
    const { token, prefix } = newToken("admin");
    const secret = token.slice("rc_a_".length + prefix.length);
    expect(secret.length * Math.log2(62)).toBeGreaterThanOrEqual(160);
  });

  it("is stored as a hash that only the same key under the same secret has", async () => {
    const { token } = newToken("read");
    const hash = await hashToken(token, "secret one");
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await matchesHash(token, hash, "secret one")).toBe(true);
    expect(await matchesHash(token, hash, "secret two")).toBe(false);
    expect(await matchesHash(token.replace("rc_r_", "rc_a_"), hash, "secret one")).toBe(false);
  });

  it.each([
    "",
    "rc_i_",
    "rc_x_0123456789",
    `rc_i_${"a".repeat(41)}`,
    `rc_i_${"a".repeat(43)}`,
    `rc_i_${"ä".repeat(42)}`,
  ])("is not %j", (text) => expect(prefixOf(text)).toBeNull());
});

describe("random text", () => {
  it("uses all 62 characters about equally often", () => {
    const counts = new Map<string, number>();
    for (const character of Array.from({ length: 62 }, () => randomText(1000)).join(""))
      counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(200);
  });
});

describe("the comparison of secrets", () => {
  it("finds equality and nothing else", async () => {
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 2]))).toBe(true);
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 3]))).toBe(false);
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 2, 0]))).toBe(false);
    expect(equalBytes(new Uint8Array([1, 2, 0]), new Uint8Array([1, 2]))).toBe(false);
    expect(await equalSecrets("ä", "ä")).toBe(true);
    expect(await equalSecrets("undefined", "")).toBe(false);
  });
});

describe("a bearer token", () => {
  it.each([
    ["Bearer rc_i_abc", "rc_i_abc"],
    ["bearer  something ", "something"],
    ["Basic abc", null],
    ["Bearer", null],
    ["Bearer ", null],
    ["Bearer a b", null],
    [`Bearer ${"x".repeat(1000)}`, null],
    [null, null],
  ])("of %j is %j", (header, token) => expect(bearerOf(header)).toBe(token));
});
