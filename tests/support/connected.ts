import { type Connection, connect } from "@/lib/db/client";
import { parseEnv } from "@/lib/env";
import { ingest, keepPartitions } from "@/lib/events/ingest";
import { accepted } from "./events";
import { freshDatabase, type TestDatabase } from "./postgres";

const RAW_DAYS = 7;

/** A database of a test's own, with the product's connection to it, without a server. */
export interface ConnectedDatabase extends TestDatabase {
  connection: Connection;
}

/** Makes one whose log is ready for events of about `now`. `drop()` closes the connection, too. */
export async function connectedDatabase(now: Date): Promise<ConnectedDatabase> {
  const database = await freshDatabase();
  const connection = await connect(parseEnv({ DATABASE_URL: database.url }));
  await keepPartitions({ db: connection.db, now: () => now, rawDays: RAW_DAYS });
  const drop = async () => {
    await connection.close();
    await database.drop();
  };
  return { ...database, connection, drop };
}

/** Takes events in as received at an instant. Throws where the door would refuse one. */
export function ingestAt({ db, send }: Connection, events: readonly Record<string, unknown>[], at: Date) {
  return ingest(
    { db, send, now: () => at, rawDays: RAW_DAYS },
    events.map((event) => accepted(event, at)),
  );
}
