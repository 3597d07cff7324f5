import { sql } from "drizzle-orm";
import type { Database } from "../db/client";

const STATEMENT_TIMEOUT_MS = 120_000;

/** Carries up to `limit` deltas into the four grains, in a transaction of its own. @returns how many it carried */
export function foldDeltas(db: Database, limit: number): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('statement_timeout', ${String(STATEMENT_TIMEOUT_MS)}, true)`);
    const answer = await tx.execute<{ carried: string }>(sql`select fold_deltas(${limit}) as carried`);
    return Number(answer.rows[0]!.carried);
  });
}

/** Gives the room of folded deltas back at once: the next fold would read past all of them until autovacuum comes. */
export async function vacuumDeltas(db: Database): Promise<void> {
  await db.execute(sql`vacuum (skip_locked) rollup_deltas`);
}
