// Adapter: uses node:*.
import { mkdirSync, realpathSync } from "node:fs";
import pg from "pg";
import {
  type Cluster,
  choosePort,
  launch,
  logTail,
  openCluster,
  type Postmaster,
  runningPostmaster,
} from "./embedded-cluster";
import { claimDataDirectory } from "./embedded-owner";
import { isAlive, waitUntil } from "./embedded-process";

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const WATCH_MS = 250;
const RESTART_MS = 500;

/** A PostgreSQL of our own. `stop` ends it with a checkpoint and gives the data directory free; it may be called twice. */
export interface EmbeddedServer {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on the data directory, or adopts the one that a killed Rollcall left running there, and keeps it
 * running: a server that dies is started again on the same port. Throws DataDirectoryInUse while another Rollcall runs there.
 */
export async function startEmbedded(dataDir: string): Promise<EmbeddedServer> {
  mkdirSync(dataDir, { recursive: true });
  const folder = realpathSync(dataDir);
  const release = claimDataDirectory(folder);
  try {
    const cluster = openCluster(folder);
    const first = (await adopt(cluster)) ?? (await start(cluster, await choosePort(cluster)));
    await createDatabase(cluster, first.port);
    const stopKeeping = keepRunning(cluster, first);
    let stopped: Promise<void> | undefined;
    return {
      url: url(cluster, first.port, "rollcall"),
      stop: () => {
        stopped ??= stopKeeping().finally(release);
        return stopped;
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** The server that runs on the cluster already, once it answers. One that is shutting down is waited for. */
async function adopt(cluster: Cluster): Promise<Postmaster | undefined> {
  let found: Postmaster | undefined;
  const settled = await waitUntil(async () => {
    found = runningPostmaster(cluster);
    return !found || (await answers(cluster, found.port));
  }, START_TIMEOUT_MS);
  if (!settled)
    throw new Error(`The PostgreSQL on ${cluster.pgData} (process ${found?.pid}) runs but does not answer.`);
  return found;
}

/** Starts the server and waits until it answers. Retries while the processes of a killed one still hold its memory. */
async function start(cluster: Cluster, port: number): Promise<Postmaster> {
  const end = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < end) {
    const child = launch(cluster, port);
    let failure: Error | undefined;
    child.once("error", (error) => {
      failure = error;
    });
    const hasEnded = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null;
    const up = async () => hasEnded() || (await answers(cluster, port));
    await waitUntil(up, end - Date.now());
    if (failure) throw failure;
    if (!hasEnded()) return { pid: child.pid ?? 0, port };
    if (!/still in use|lock file .* already exists/.test(logTail(cluster))) break;
    await pause(RESTART_MS);
  }
  throw new Error(`PostgreSQL did not start. The end of ${cluster.log}:\n${logTail(cluster)}`);
}

/** Watches the server and starts it again when it is gone. Returns what ends both the watching and the server. */
function keepRunning(cluster: Cluster, first: Postmaster): () => Promise<void> {
  let current = first;
  let restarting: Promise<void> | undefined;
  let stopping = false;
  const restart = async () => {
    while (!stopping) {
      try {
        current = (await adopt(cluster)) ?? (await start(cluster, first.port));
        return;
      } catch {
        await pause(RESTART_MS);
      }
    }
  };
  const watch = setInterval(() => {
    if (restarting || isAlive(current.pid)) return;
    restarting = restart().finally(() => {
      restarting = undefined;
    });
  }, WATCH_MS);
  watch.unref();
  // A process that ends without having stopped its server (a fault, `next dev`) at least tells it to stop.
  const onExit = () => {
    if (isAlive(current.pid)) process.kill(current.pid, "SIGINT");
  };
  process.once("exit", onExit);
  return async () => {
    stopping = true;
    clearInterval(watch);
    await restarting;
    await shutDown(cluster);
    process.off("exit", onExit);
  };
}

/** Ends the server: first as PostgreSQL's "fast" (with a checkpoint), after 20 s as "immediate" (recovers at next start). */
async function shutDown(cluster: Cluster): Promise<void> {
  const server = runningPostmaster(cluster);
  if (!server) return;
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    if (!isAlive(server.pid)) return;
    process.kill(server.pid, signal);
    if (await waitUntil(() => !isAlive(server.pid), STOP_TIMEOUT_MS)) return;
  }
}

async function createDatabase(cluster: Cluster, port: number): Promise<void> {
  const client = new pg.Client({ connectionString: url(cluster, port, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'rollcall'");
    if (rowCount === 0) await client.query("create database rollcall");
  } finally {
    await client.end();
  }
}

/** Whether the server on the port lets us in. */
async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: url(cluster, port, "postgres"), connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory === cluster.pgData;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function url(cluster: Cluster, port: number, database: string): string {
  return `postgresql://rollcall:${cluster.password}@127.0.0.1:${port}/${database}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
