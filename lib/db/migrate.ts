import { sql } from "drizzle-orm";
import { migrate as runMigrations } from "drizzle-orm/node-postgres/migrator";
import type { Database } from "./client";

/**
 * Brings the schema up to date. Safe when several processes start at once: they take turns.
 * @param folder path of drizzle/migrations
 */
export async function migrate(db: Database, folder: string): Promise<void> {
  await db.transaction(async (tx) => {
    // The transaction that keeps the turn idles while the other one migrates.
    await tx.execute(sql`set local idle_in_transaction_session_timeout = 0`);
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('rollcall.migrate'))`);
    await runMigrations(db, { migrationsFolder: folder });
  });
}
