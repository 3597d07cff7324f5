import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Has the PostgreSQL on a data directory and all its backends stand still, with their connections open, or go on. */
export function freezePostgres(dataDir: string, isFrozen: boolean): void {
  const postmaster = postmasterOf(dataDir);
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, "utf8").trim().split(" ");
  for (const pid of [postmaster, ...children.map(Number)]) process.kill(pid, isFrozen ? "SIGSTOP" : "SIGCONT");
}

/** Process id of the embedded PostgreSQL on a data directory. */
export function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
}
