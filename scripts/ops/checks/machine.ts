import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readSync, statfsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { reach } from "../api";
import { bytes } from "../print";
import { Refusal } from "../usage";
import { type Check, Fault } from "./check";

const GB = 2 ** 30;
const HOUR_MS = 3_600_000;
const LEAST_FREE_PERCENT = 5;
const OLDEST_NODE = [20, 9] as const;

/** Node.js is new enough, and the build is of these sources. */
export const build: Check = async () => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]))
    throw new Fault(`Node.js is ${process.versions.node}.`, `Install ${OLDEST_NODE.join(".")} or newer.`);
  if (!existsSync(join("dist", "server.js"))) throw new Fault("Nothing is built.", "npm run build");
  if (spawnSync(process.execPath, ["scripts/build.mjs", "--check"]).status !== 0)
    throw new Fault("The sources changed since the build.", "npm run build, then start Rollcall again.");
  return `of these sources, Node.js ${process.versions.node}`;
};

/** There is room where data lies. */
export const disk: Check = async ({ env, freeGb }) => {
  let folder = resolve(env.ROLLCALL_DATA_DIR);
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize, blocks } = statfsSync(folder);
  const free = bavail * bsize;
  const percent = (100 * bavail) / blocks;
  if (free < freeGb * GB || percent < LEAST_FREE_PERCENT)
    throw new Fault(
      `${bytes(free)} (${percent.toFixed(0)} %) are free at ${folder}.`,
      `Make room for ${freeGb} GB and ${LEAST_FREE_PERCENT} %: shorter RETENTION_RAW_DAYS, older backups elsewhere, a larger disk.`,
    );
  return `${bytes(free)} (${percent.toFixed(0)} %) free at ${folder}`;
};

/** Rollcall answers and is ready. */
export const server: Check = async ({ url }) => {
  for (const [path, remedy] of [
    ["/livez", "Is it Rollcall that listens there? See its log."],
    ["/readyz", "It waits for its database or its migrations: see its log, and the stages database and schema."],
  ] as const) {
    const { status } = await reach(`${url}${path}`).catch((error: unknown) => {
      if (error instanceof Refusal) throw new Fault(error.message, "Start it: npm start, or systemctl start rollcall");
      throw error;
    });
    if (status !== 200) throw new Fault(`${url}${path} answers ${status}.`, remedy);
  }
  return `${url} is live and ready`;
};

/** The newest backup is young, whole and private. */
export const backup: Check = async ({ backups, backupHours }) => {
  const again = "npm run ops -- backup, and each night by cron or a systemd timer: docs/production.md";
  const files = existsSync(backups) ? readdirSync(backups).filter((name) => name.endsWith(".gz")) : [];
  const newest = files
    .map((name) => ({ file: join(backups, name), ...stampOf(join(backups, name)) }))
    .sort((a, b) => b.at - a.at)[0];
  if (!newest) throw new Fault(`There is no backup in ${backups}.`, again);
  const hours = (Date.now() - newest.at) / HOUR_MS;
  if (hours > backupHours) throw new Fault(`${newest.file} is ${Math.round(hours)} hours old.`, again);
  if (!isGzip(newest.file)) throw new Fault(`${newest.file} is no backup.`, again);
  if (process.platform !== "win32" && (newest.mode & 0o077) !== 0)
    throw new Fault(`Others on this machine can read ${newest.file}.`, `chmod 600 ${newest.file}`);
  return `${newest.file}, ${hours.toFixed(1)} hours old`;
};

function stampOf(file: string): { at: number; mode: number } {
  const { mtimeMs, mode } = statSync(file);
  return { at: mtimeMs, mode };
}

function isGzip(file: string): boolean {
  const start = Buffer.alloc(2);
  const handle = openSync(file, "r");
  try {
    readSync(handle, start, 0, 2, 0);
  } finally {
    closeSync(handle);
  }
  return start[0] === 0x1f && start[1] === 0x8b;
}
