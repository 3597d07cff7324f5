import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { startEmbedded } from "@/lib/db/embedded";
import { migrate } from "@/lib/db/migrate";
import { once, withDatabase } from "../../support/once";
import { freePort } from "../../support/port";
import { eventually } from "../../support/wait";

export const KEY = "bench-admin-key-0123456789-abcdefghij";

/** The PostgreSQL and the processes of one benchmark; everything ends with `close`. */
export interface Stage {
  /** A fresh, migrated database. */
  database(): Promise<string>;
  /** Starts the built Rollcall on a database and waits until it is ready. */
  rollcall(database: string, runtime: "deno" | "node", env?: Record<string, string>): Promise<Running>;
  /** Starts any program that answers on `PORT`, and waits until `path` answers. */
  program(command: string, args: string[], path: string, env?: Record<string, string>): Promise<Running>;
  close(): Promise<void>;
}

/** A server under load. */
export interface Running {
  port: number;
  pid: number;
  /** Milliseconds from its start to its first good answer. */
  readyMs: number;
  stop(): Promise<void>;
}

/** Sets up the stage: one embedded PostgreSQL as Rollcall itself runs it. */
export async function openStage(): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), "rollcall-bench-"));
  const server = await startEmbedded(dataDir);
  const running = new Set<Running>();

  const database = async () => {
    const name = `bench_${randomBytes(4).toString("hex")}`;
    await once(server.url, `create database ${name}`);
    const url = withDatabase(server.url, name);
    const pool = new pg.Pool({ connectionString: url });
    await migrate(drizzle({ client: pool }), resolve("drizzle/migrations"));
    await pool.end();
    return url;
  };
  const program: Stage["program"] = async (command, args, path, env = {}) => {
    const port = await freePort();
    const startedAt = performance.now();
    const child = spawn(command, args, { env: { ...process.env, NODE_ENV: "production", PORT: String(port), ...env } });
    const words: string[] = [];
    child.stdout.on("data", (chunk) => words.push(String(chunk)));
    child.stderr.on("data", (chunk) => words.push(String(chunk)));
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}${path}`)).status < 500, 60_000, 10).catch(
      () => {
        throw new Error(`${command} did not answer:\n${words.join("")}`);
      },
    );
    const started: Running = {
      port,
      pid: child.pid ?? 0,
      readyMs: performance.now() - startedAt,
      stop: () => end(child).finally(() => running.delete(started)),
    };
    running.add(started);
    return started;
  };
  const rollcall: Stage["rollcall"] = (url, runtime, env = {}) => {
    const [command, args] =
      runtime === "deno"
        ? [resolve("node_modules/.bin/deno"), ["run", "--allow-all", "--node-modules-dir=manual", "dist/server.js"]]
        : [process.execPath, ["dist/server.js"]];
    return program(command, args, "/readyz", {
      HOST: "127.0.0.1",
      DATABASE_URL: url,
      POSTGRES_URL: "",
      ROLLCALL_DATA_DIR: dataDir,
      ADMIN_API_KEY: KEY,
      RATE_LIMIT_PER_SECOND: "10000000",
      LOG_LEVEL: "error",
      ...env,
    });
  };
  const close = async () => {
    await Promise.all([...running].map((one) => one.stop()));
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { database, rollcall, program, close };
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null) return done();
    child.once("exit", () => done());
    child.kill("SIGTERM");
  });
}

/** Resident memory of a process, MB. */
export function memoryMb(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1] ?? 0) / 1024;
}
