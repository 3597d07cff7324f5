import { lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** A file to be worked on, taken out of the queue. */
export interface Claim {
  name: string;
  /** Where it lies while it is worked on. */
  path: string;
  queuedAt: Date;
}

/** How full the queue is. */
export interface QueueDepth {
  pending: number;
  processing: number;
  dead_letter: number;
  oldest_age_seconds: number;
}

/**
 * A queue that is a folder: `inbox` waits, `working` is being worked on, `done` holds results, `dead` what failed for good.
 * Several workers can share one: a file belongs to whoever renames it first.
 */
export class QueueFolder {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  get inbox(): string {
    return join(this.#root, "inbox");
  }

  get done(): string {
    return join(this.#root, "done");
  }

  async prepare(): Promise<void> {
    for (const name of ["inbox", "working", "done", "dead"]) await mkdir(join(this.#root, name), { recursive: true });
  }

  /** Takes the next file in order of name, or nothing if none waits. */
  async claim(): Promise<Claim | undefined> {
    for (const name of await this.#waiting()) {
      const from = join(this.inbox, name);
      const path = join(this.#root, "working", name);
      try {
        // Renaming a file into the inbox sets its ctime: the moment at which it was queued.
        const { ctime } = await lstat(from);
        await rename(from, path);
        return { name, path, queuedAt: ctime };
      } catch (error) {
        // Another worker was quicker.
        if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
      }
    }
    return undefined;
  }

  /** The work on a file is over and it is not needed any more. */
  async finish(claim: Claim): Promise<void> {
    await rm(claim.path, { recursive: true, force: true });
    await keepNewest(this.done, 40);
  }

  /** Nothing more can be done for this file; somebody should look at it. */
  async bury(claim: Claim): Promise<void> {
    const dead = join(this.#root, "dead");
    await rename(claim.path, join(dead, claim.name));
    await keepNewest(dead, 25);
  }

  /** Puts a file back, for another worker or another day. */
  async giveBack(claim: Claim): Promise<void> {
    await rename(claim.path, join(this.inbox, claim.name));
  }

  async depth(): Promise<QueueDepth> {
    const [waiting, working, dead] = await Promise.all([
      this.#waiting(),
      readdir(join(this.#root, "working")),
      readdir(join(this.#root, "dead")),
    ]);
    const oldest = waiting[0] ? await lstat(join(this.inbox, waiting[0])).catch(() => undefined) : undefined;
    const oldest_age_seconds = oldest ? Math.max(0, (Date.now() - oldest.ctimeMs) / 1000) : 0;
    return { pending: waiting.length, processing: working.length, dead_letter: dead.length, oldest_age_seconds };
  }

  /** Names begin with the time at which they were made, so their order is that of their age. A dot: still being written. */
  async #waiting(): Promise<string[]> {
    const names = await readdir(this.inbox);
    return names.filter((name) => !name.startsWith(".")).sort();
  }
}

async function keepNewest(folder: string, count: number): Promise<void> {
  const names = (await readdir(folder)).sort();
  for (const name of names.slice(0, Math.max(0, names.length - count))) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}
