import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "./port";
import type { Ended } from "./program";
import { eventually } from "./wait";

/** A block of commands in a document. */
export interface CommandBlock {
  /** File and line, to be found again. */
  at: string;
  /** What stands after ```sh: `background` keeps running, one command a line; `outside` needs more than this machine. */
  kind: "" | "background" | "outside";
  text: string;
}

const FENCE = /^( *)```sh(?: (\w+))?\n([\s\S]*?)^\1```$/gm;
const LEFT_OUT = new Set(["node_modules", ".git", ".data", ".env", "test-results", "playwright-report", "coverage"]);
const SESSION_MS = 150_000;

/** The blocks of commands of a document, in order. */
export function commandBlocks(file: string): CommandBlock[] {
  const content = readFileSync(file, "utf8");
  return [...content.matchAll(FENCE)].map(({ index, 1: indent = "", 2: kind = "", 3: text = "" }) => ({
    at: `${file}:${content.slice(0, index).split("\n").length}`,
    kind: kind as CommandBlock["kind"],
    text: text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** Whether a file of the project may be copied: not one that another process is just writing. @param path below the project */
export const isWhole = (path: string): boolean => !/\.js\.\d+$/.test(path);

/** A copy of the project, built and installed, in which commands may do what they like. */
export function sandbox(): string {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-documents-"));
  for (const name of readdirSync(".").filter((one) => !LEFT_OUT.has(one)))
    cpSync(name, join(folder, name), {
      recursive: true,
      filter: (path) => path !== join(".next", "cache") && isWhole(path),
    });
  rmSync(join(folder, "monitoring", ".env"), { force: true });
  for (const name of readdirSync(join(folder, "monitoring", "secrets")).filter((one) => one.endsWith("-key")))
    rmSync(join(folder, "monitoring", "secrets", name));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  return folder;
}

/**
 * Runs the blocks as one session of a shell, as a reader would: the first that fails ends it. Rollcall has a port of its own,
 * and is started where no block does so.
 */
export async function runBlocks(
  cwd: string,
  blocks: CommandBlock[],
  variables: Record<string, string>,
): Promise<Ended> {
  const port = String(await freePort());
  const ready = `for i in $(seq 600); do curl --fail --silent --output /dev/null http://127.0.0.1:${port}/readyz && break; sleep 0.1; done`;
  const started = (command: string) => `${command} >> started.log 2>&1 &`;
  const steps = blocks.map(({ at, kind, text }) => {
    const here = text.replaceAll("127.0.0.1:3000", `127.0.0.1:${port}`);
    const lines = kind === "background" ? [...here.trim().split("\n").map(started), ready] : [here];
    return [`echo ":: ${at}"`, ...lines].join("\n");
  });
  if (!blocks.some(({ kind }) => kind === "background")) steps.unshift(`${started("npm start")}\n${ready}`);
  const script = ["set -euo pipefail", ...steps].join("\n");
  const { PATH = "", LANG = "C.UTF-8", CHROMIUM_PATH = "" } = process.env;
  const env = {
    NODE_ENV: "production" as const,
    PATH,
    LANG,
    CHROMIUM_PATH,
    HOME: cwd,
    PORT: port,
    RUNTIME: "node",
    ...variables,
  };
  const shell = spawn("bash", ["-c", script], { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const impatience = setTimeout(() => shell.kill("SIGTERM"), SESSION_MS);
  let output = "";
  for (const stream of [shell.stdout, shell.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  const code = await new Promise<number>((done) => shell.once("close", (ended) => done(ended ?? -1)));
  clearTimeout(impatience);
  await endGroup(shell.pid ?? 0);
  return { code, output };
}

/** Ends what the session has left: npm does not always pass a signal on. */
async function endGroup(group: number): Promise<void> {
  await eventually(() => {
    try {
      process.kill(-group, "SIGTERM");
      return false;
    } catch {
      return true;
    }
  });
}
