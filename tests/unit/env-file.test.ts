import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-env-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The variables of a process that has loaded a file of these lines. */
function load(lines: string[]): Record<string, string> {
  writeFileSync(join(folder, ".env"), lines.join("\n"));
  const module = JSON.stringify(resolve("scripts/env-file.mjs"));
  const script = `import { loadEnvFile } from ${module}; loadEnvFile(".env"); console.log(JSON.stringify(process.env));`;
  const options = { cwd: folder, env: { NODE_ENV: "test", GIVEN: "before" }, encoding: "utf8" } as const;
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", script], options));
}

it.each([
  ["PORT=4200 # my port", "PORT", "4200"],
  ["PORT=4200\t#mine", "PORT", "4200"],
  ["  export NAME = plain words ", "NAME", "plain words"],
  ["COLOR=#fff", "COLOR", "#fff"],
  ["URL=http://host/#part", "URL", "http://host/#part"],
  ["EMPTY= # nothing yet", "EMPTY", ""],
  ['QUOTED="a # b" # and why', "QUOTED", "a # b"],
  ["QUOTED='it is \"so\"'", "QUOTED", 'it is "so"'],
  ['HALF="open', "HALF", '"open'],
  ["GIVEN=after", "GIVEN", "before"],
])("reads %j as %s=%s", (line, name, value) => {
  expect(load([line])[name]).toBe(value);
});

it("takes no comment for a variable, and every line that is one", () => {
  const { A, B, C } = load(["# A=1", "B=2", "", "not a variable", "C=3"]);
  expect([A, B, C]).toEqual([undefined, "2", "3"]);
});
