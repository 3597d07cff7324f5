import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const deno = resolve("node_modules/.bin/deno");
const tsc = resolve("node_modules/typescript/bin/tsc");
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-client-"));
  execFileSync(process.execPath, ["scripts/build-client.mjs", join(folder, "client")]);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "bots", type: "module" }));
  execFileSync(npm, ["install", "--offline", "--no-audit", "--no-fund", join(folder, "client")], { cwd: folder });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a program of a bot that takes its client from `source`, and asks another program what it thinks of it. */
function ask(
  program: string,
  args: string[],
  source: string,
  reported = "number",
): { status: number | null; output: string } {
  const file = join(folder, "bot.ts");
  writeFileSync(
    file,
    `import { createClient, type ClientOptions } from "${source}";
const options: ClientOptions = { url: "http://127.0.0.1:9", key: "k", botId: "b", heartbeatMs: 0 };
const { reported }: { reported: ${reported} } = await createClient(options).close({ timeoutMs: 50 });
console.log(reported);
`,
  );
  const { status, stdout, stderr } = spawnSync(program, [...args, file], { cwd: folder, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

describe("the client as a package that was installed", { timeout: 60_000 }, () => {
  it("runs on Node under its own name", () => {
    const script = 'import { createClient } from "rollcall/client"; console.log(typeof createClient);';
    const args = ["--input-type=module", "-e", script];
    expect(execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" })).toBe("function\n");
  });

  it("runs on Deno", () => {
    expect(ask(deno, ["run", "--allow-net"], "rollcall/client")).toEqual({ status: 0, output: "0\n" });
  });

  it.each(["rollcall/client", "./client/client.js"])("has its types on Deno, imported as %s", (source) => {
    expect(ask(deno, ["check"], source).status).toBe(0);
    expect(ask(deno, ["check"], source, "string").output).toContain("Type 'number' is not assignable to type 'string'");
  });

  it("has its types for TypeScript, with nothing left unchecked", () => {
    const args = [tsc, "--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--lib", "esnext,dom"];
    expect(ask(process.execPath, args, "rollcall/client")).toEqual({ status: 0, output: "" });
    expect(ask(process.execPath, args, "rollcall/client", "string").status).not.toBe(0);
  });
});
