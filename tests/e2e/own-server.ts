import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attachEmbedded } from "@/lib/db/embedded-attach";
import { ADMIN_KEY } from "../../playwright.config";
import { freePort } from "../support/port";
import { freezePostgres } from "../support/postmaster";

/** A Rollcall of a test's own: empty at first, and to be stopped and started as the test likes. */
export interface OwnServer {
  origin: string;
  /** Where its PostgreSQL listens while it runs. */
  databaseUrl(): string;
  stop(): Promise<void>;
  /** Has its process stand still, with all its connections open, or go on. */
  freeze(isFrozen: boolean): void;
  /** The same of its PostgreSQL. */
  freezeDatabase(isFrozen: boolean): void;
  start(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** Starts the built server on a free port with a data directory of its own. */
export async function ownServer(): Promise<OwnServer> {
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), "rollcall-e2e-own-"));
  const origin = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const start = async () => {
    const settings = { HOST: "127.0.0.1", PORT: String(port), ROLLCALL_DATA_DIR: dataDir, ADMIN_API_KEY: ADMIN_KEY };
    const env = {
      ...process.env,
      ...settings,
      NODE_ENV: "production",
      LOG_LEVEL: "error",
      // Soon enough for a page that waits for a database that says nothing.
      DATABASE_TIMEOUT_SECONDS: "4",
      DATABASE_URL: "",
      POSTGRES_URL: "",
    };
    child = spawn(process.execPath, ["dist/server.js"], { env: env as NodeJS.ProcessEnv, stdio: "ignore" });
    await untilReady(origin);
  };
  const stop = async () => {
    if (!child || child.exitCode !== null) return;
    // One that stands still would never hear of it.
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  await start();
  return {
    origin,
    databaseUrl: () => attachEmbedded(dataDir) ?? "",
    start,
    stop,
    freeze: (isFrozen) => void child?.kill(isFrozen ? "SIGSTOP" : "SIGCONT"),
    freezeDatabase: (isFrozen) => freezePostgres(dataDir, isFrozen),
    remove: async () => {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function untilReady(origin: string): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt++) {
    const ready = await fetch(`${origin}/readyz`).catch(() => null);
    if (ready?.ok) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`${origin} was not ready within 30 s`);
}
