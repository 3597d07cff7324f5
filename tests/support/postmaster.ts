import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Process id of the embedded PostgreSQL on a data directory. */
export function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
}
