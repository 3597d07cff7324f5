import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { inject } from "vitest";
import { freePort } from "./port";
import { freshDatabase, type TestDatabase } from "./postgres";
import { eventually } from "./wait";

/** Who answers: our server on Deno or Node (the lane), or `next start` on Node. */
export type Mounting = "lane-deno" | "lane-node" | "next-node";
/** How the database is reached. */
export type TestDriver = "embedded" | "pg" | "vercel";

export const ADMIN_KEY = "test-admin-key-0123456789-abcdefghijkl";
export const CRON_SECRET = "test-cron-secret-0123456789";

/** A Rollcall process under test. */
export interface TestServer {
  url: string;
  pid: number;
  /** The database behind it; undefined where the server runs its own PostgreSQL. */
  database: TestDatabase | undefined;
  dataDir: string;
  /** What it has written so far. */
  output(): string;
  /** Ends it as Ctrl-C does; the exit code. What belongs to it stays, for `restart`. */
  interrupt(): Promise<number | null>;
  /** SIGKILL: no chance to clean up. */
  kill(): Promise<void>;
  /** Starts it again on the same port, data and environment. */
  restart(): Promise<void>;
  /** Ends it and removes all that belongs to it. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  mounting?: Mounting;
  driver?: TestDriver;
  env?: Record<string, string>;
  /** Share this database instead of making a fresh one. */
  database?: TestDatabase;
  readyWithinMs?: number;
  /** Options of the JavaScript engine. */
  v8Flags?: readonly string[];
}

const END_WITHIN_MS = 30_000;

/** The mounting and driver of this run, by ROLLCALL_TEST_MOUNTING and ROLLCALL_TEST_DRIVER. */
export function defaults(): { mounting: Mounting; driver: TestDriver } {
  return {
    mounting: (process.env.ROLLCALL_TEST_MOUNTING as Mounting | undefined) ?? "lane-node",
    driver: (process.env.ROLLCALL_TEST_DRIVER as TestDriver | undefined) ?? "pg",
  };
}

/** Starts the built server on a free port and waits until it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { mounting, driver } = { ...defaults(), ...options };
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), "rollcall-data-"));
  const database = driver === "embedded" ? undefined : (options.database ?? (await freshDatabase()));
  const env = { ...environment(port, dataDir, driver, database), ...options.env };
  const command = commandOf(mounting, port, options.v8Flags ?? []);
  let child = launch(command, env);
  const url = `http://127.0.0.1:${port}`;
  const ready = () => isReady(url, child, options.readyWithinMs ?? 30_000);
  const end = async (signal: NodeJS.Signals) => {
    child.process.kill(signal);
    // `next start` waits for open streams without end.
    const impatience = setTimeout(() => child.process.kill("SIGKILL"), END_WITHIN_MS);
    return child.ended.finally(() => clearTimeout(impatience));
  };
  const server: TestServer = {
    url,
    get pid() {
      return child.process.pid ?? 0;
    },
    database,
    dataDir,
    output: () => child.output.join(""),
    interrupt: () => end("SIGINT"),
    kill: async () => {
      await end("SIGKILL");
    },
    restart: async () => {
      const output = child.output;
      child = launch(command, env, output);
      await ready();
    },
    stop: async () => {
      await end("SIGTERM");
      await endPostgres(dataDir);
      if (database && !options.database) await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  try {
    await ready();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

interface Child {
  process: ChildProcess;
  output: string[];
  ended: Promise<number | null>;
}

type Command = [program: string, args: string[]];

function launch([command, args]: Command, env: Record<string, string>, output: string[] = []): Child {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.on("data", (chunk) => output.push(String(chunk)));
  child.stderr.on("data", (chunk) => output.push(String(chunk)));
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => resolve(code));
    child.once("error", () => resolve(null));
  });
  return { process: child, output, ended };
}

function commandOf(mounting: Mounting, port: number, v8Flags: readonly string[]): Command {
  if (mounting === "lane-deno") {
    const flags = v8Flags.length > 0 ? [`--v8-flags=${v8Flags.join(",")}`] : [];
    const args = ["run", "--allow-all", "--no-code-cache", "--node-modules-dir=manual", ...flags, "dist/server.js"];
    return [resolve("node_modules/.bin/deno"), args];
  }
  if (mounting === "lane-node") return [process.execPath, [...v8Flags, "--enable-source-maps", "dist/server.js"]];
  const next = resolve("node_modules/next/dist/bin/next");
  return [process.execPath, [...v8Flags, next, "start", "-H", "127.0.0.1", "-p", String(port)]];
}

function environment(port: number, dataDir: string, driver: TestDriver, database: TestDatabase | undefined) {
  return {
    NODE_ENV: "production",
    HOST: "127.0.0.1",
    PORT: String(port),
    ROLLCALL_DATA_DIR: dataDir,
    ADMIN_API_KEY: ADMIN_KEY,
    CRON_SECRET,
    LOG_LEVEL: "warn",
    // One process reports from a single address in tests: the limit has a test of its own.
    RATE_LIMIT_PER_SECOND: "100000",
    DATABASE_URL: driver === "pg" ? (database?.url ?? "") : "",
    // The driver takes a direct connection for a mistake, unless it is to this name.
    POSTGRES_URL: driver === "vercel" ? (database?.url ?? "").replace("@127.0.0.1:", "@localhost:") : "",
    POSTGRES_WS_PROXY: driver === "vercel" ? inject("wsProxy") : "",
  };
}

async function isReady(url: string, child: Child, withinMs: number): Promise<void> {
  let exit: number | null | undefined;
  void child.ended.then((code) => {
    exit = code;
  });
  const up = async () => {
    if (exit !== undefined) return true;
    return (await fetch(`${url}/readyz`)).ok;
  };
  await eventually(up, withinMs).catch(() => {
    throw new Error(`The server was not ready within ${withinMs} ms:\n${child.output.join("")}`);
  });
  if (exit !== undefined) throw new Error(`The server ended with ${exit}:\n${child.output.join("")}`);
}

/** Ends the PostgreSQL that a killed server left on its data directory. */
async function endPostgres(dataDir: string): Promise<void> {
  const file = join(dataDir, "postgres", "postmaster.pid");
  try {
    process.kill(Number(readFileSync(file, "utf8").split("\n")[0]), "SIGINT");
  } catch {
    return;
  }
  await eventually(() => !existsSync(file), 60_000);
}
