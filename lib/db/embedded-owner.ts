// Adapter: uses node:*.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, processBirth } from "./embedded-process";

interface Owner {
  pid: number;
  birth: string;
}

/** Thrown when another Rollcall runs on the same data directory. */
export class DataDirectoryInUse extends Error {
  override name = "DataDirectoryInUse";

  constructor(
    readonly dataDir: string,
    readonly pid: number,
  ) {
    super(
      `Rollcall is already running on the data directory ${dataDir} (process ${pid}).\n` +
        "Stop that one first, or give this one its own directory: ROLLCALL_DATA_DIR=<directory> PORT=<port> npm start",
    );
  }
}

/**
 * Claims the data directory for this process. A claim whose process is gone, or whose process id belongs to another
 * process by now, is taken over. Throws DataDirectoryInUse.
 * @returns a function that gives the claim up
 */
export function claimDataDirectory(dataDir: string): () => void {
  const file = join(dataDir, "owner.json");
  const mine: Owner = { pid: process.pid, birth: processBirth(process.pid) };
  const draft = `${file}.${mine.pid}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    while (!claim(draft, file)) {
      const other = readOwner(file);
      if (other && isRunning(other)) throw new DataDirectoryInUse(dataDir, other.pid);
      discard(file, other, `${file}.${mine.pid}.stale`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (sameOwner(readOwner(file), mine)) rmSync(file, { force: true });
  };
}

/** A hard link is made wholly or not at all, so of two that try, one has the claim. */
function claim(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Moves a stale claim away; puts it back if somebody replaced it by a fresh one in between. */
function discard(file: string, stale: Owner | undefined, aside: string): void {
  try {
    renameSync(file, aside);
    if (!sameOwner(readOwner(aside), stale)) claim(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isRunning(owner: Owner): boolean {
  return owner.pid !== process.pid && isAlive(owner.pid) && processBirth(owner.pid) === owner.birth;
}

function readOwner(file: string): Owner | undefined {
  try {
    const value = JSON.parse(readFileSync(file, "utf8")) as Partial<Owner>;
    return typeof value.pid === "number" ? { pid: value.pid, birth: String(value.birth) } : undefined;
  } catch {
    return undefined;
  }
}

function sameOwner(one: Owner | undefined, other: Owner | undefined): boolean {
  return one?.pid === other?.pid && one?.birth === other?.birth;
}
