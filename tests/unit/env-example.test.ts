import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { envSchema, parseEnv } from "@/lib/env";

const lines = readFileSync(".env.example", "utf8").split("\n");
const entries = lines.flatMap((line) => {
  const [, name, value] = /^# ([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
  return name === undefined ? [] : [{ name, value: value ?? "" }];
});

describe(".env.example", () => {
  it("names every variable of lib/env.ts once, and no other", () => {
    expect(entries.map(({ name }) => name).sort()).toEqual(Object.keys(envSchema.shape).sort());
  });

  it("shows the defaults", () => {
    const shown = parseEnv(Object.fromEntries(entries.map(({ name, value }) => [name, value])));
    expect(shown).toEqual(parseEnv({}));
    const defaults = Object.entries(parseEnv({})).filter(([, value]) => value !== undefined);
    for (const [name, value] of defaults) expect(entries).toContainEqual({ name, value: String(value) });
  });

  it("explains each variable in a comment above it", () => {
    for (const { name } of entries) {
      const above = lines[lines.findIndex((line) => line.startsWith(`# ${name}=`)) - 1];
      expect(above, name).toMatch(/^# [A-Za-z].{10,}/);
    }
  });
});
