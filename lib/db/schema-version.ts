import { sql } from "drizzle-orm";
import journal from "@/drizzle/migrations/meta/_journal.json";
import type { Database } from "./client";
import { sqlState } from "./errors";

const UNDEFINED_TABLE = "42P01";

/**
 * Whether every migration this build knows has been applied. Throws what the driver throws when the database is away.
 */
export async function isMigrated(db: Database): Promise<boolean> {
  const newest = Math.max(...journal.entries.map((entry) => entry.when));
  try {
    const { rows } = await db.execute(sql`select max(created_at) as applied from drizzle.__drizzle_migrations`);
    return Number(rows[0]?.applied ?? 0) >= newest;
  } catch (error) {
    if (sqlState(error) === UNDEFINED_TABLE) return false;
    throw error;
  }
}
