import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "@/lib/db/embedded";
import { once } from "./once";
import type { TestDatabase } from "./postgres";

/** A PostgreSQL that one test may kill: whoever started it for DATABASE_URL starts it again, as systemd would. */
export interface OwnPostgres {
  dataDir: string;
  database: TestDatabase;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL with an empty database. @param dataDir where; a new folder by default */
export async function startOwnPostgres(dataDir = mkdtempSync(join(tmpdir(), "rollcall-own-"))): Promise<OwnPostgres> {
  const { url, stop } = await startEmbedded(dataDir);
  return {
    dataDir,
    database: { url, query: (text, values) => once(url, text, values), drop: async () => {} },
    stop: async () => {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
