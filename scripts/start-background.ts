import { join } from "node:path";
import { isUnavailable } from "@/lib/db/errors";
import { migrate } from "@/lib/db/migrate";
import { runtime } from "@/lib/runtime";
import { log } from "@/lib/telemetry/log";

const WAIT_FOR_DATABASE_MS = 30_000;
const RETRY_MS = 1000;

/** Opens the database, brings its schema up to date and starts the scheduler. Waits half a minute for an absent database. */
export async function startBackground(): Promise<void> {
  const { db } = await runtime();
  const end = Date.now() + WAIT_FOR_DATABASE_MS;
  for (;;) {
    try {
      await migrate(db, join(process.cwd(), "drizzle", "migrations"));
      break;
    } catch (error) {
      if (!isUnavailable(error) || Date.now() > end) throw error;
      log.warn("waiting for the database", { error });
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
