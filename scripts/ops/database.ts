import pg from "pg";
import { startEmbedded } from "@/lib/db/embedded";
import { attachEmbedded } from "@/lib/db/embedded-attach";
import { DataDirectoryInUse } from "@/lib/db/embedded-owner";
import type { Env } from "@/lib/env";

const TRIES = 40;
const PAUSE_MS = 250;

/** Where the database of the environment listens, and what gives it up again. */
export interface DatabaseAddress {
  url: string;
  /** Whether a Rollcall runs on it, as far as its data directory tells; only of the embedded one. */
  isShared: boolean;
  release(): Promise<void>;
}

/** The database that the environment names. The embedded one is started where no Rollcall has it running. */
export async function databaseAddress(env: Env): Promise<DatabaseAddress> {
  const url = env.POSTGRES_URL ?? env.DATABASE_URL;
  if (url) return { url, isShared: false, release: async () => {} };
  for (let tries = 1; ; tries++) {
    try {
      const server = await startEmbedded(env.ROLLCALL_DATA_DIR);
      return { url: server.url, isShared: false, release: () => server.stop() };
    } catch (error) {
      if (!(error instanceof DataDirectoryInUse)) throw error;
      const shared = attachEmbedded(env.ROLLCALL_DATA_DIR);
      if (shared) return { url: shared, isShared: true, release: async () => {} };
      // It is being started or stopped by whoever has it.
      if (tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** Runs `work` on one connection without a time limit for statements. */
export async function withClient<T>(
  env: Env,
  work: (client: pg.Client, address: DatabaseAddress) => Promise<T>,
): Promise<T> {
  const address = await databaseAddress(env);
  const client = new pg.Client({ connectionString: address.url, application_name: "rollcall ops", keepAlive: true });
  // A server that dies makes it emit; the query under way fails by itself.
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client, address);
  } finally {
    await client.end().catch(() => {});
    await address.release();
  }
}
