import type { Env } from "@/lib/env";

/** What a stage found wrong, and what to do about it. */
export class Fault extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

export interface CheckContext {
  env: Env;
  /** Of the running Rollcall. */
  url: string;
  /** The folder in which backups lie. */
  backups: string;
  backupHours: number;
  freeGb: number;
}

/** One look. @returns what is well, in few words. @throws Fault */
export type Check = (context: CheckContext) => Promise<string>;
