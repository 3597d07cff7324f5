import { desc, eq, lt, sql } from "drizzle-orm";
import { retentionLog } from "../../drizzle/schema/retention";
import type { Database } from "../db/client";
import type { Sweep } from "./sweep";
import type { Tier } from "./tier";

const STATEMENT_TIMEOUT_MS = 120_000;

/** What was, or in a dry run would be, dropped of one table or partition. */
export interface Dropped {
  tier: Tier;
  target: string;
  /** What is older than this was dropped. */
  cutoff: Date;
  rows: number;
  /** The rows were estimated from a sample. */
  estimated: boolean;
}

/** A line of the log of what was dropped. */
export interface RetentionEntry extends Omit<Dropped, "tier"> {
  id: number;
  ranAt: Date;
  tier: string;
}

/** Runs `work` in a transaction that may take longer than a request. */
export function longTransaction<T>(db: Database, work: (tx: Database) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('statement_timeout', ${String(STATEMENT_TIMEOUT_MS)}, true)`);
    return work(tx);
  });
}

/** How many rows a sweep would delete. */
export function countDoomed(db: Database, sweep: Sweep, cutoff: Date): Promise<number> {
  return longTransaction(db, async (tx) => {
    const answer = await tx.execute<{ rows: string }>(sweep.count(cutoff));
    return Number(answer.rows[0]!.rows);
  });
}

/**
 * Deletes one batch of a sweep and logs it, in one transaction. The log has one line a run and table: `entry` is the one of
 * the batch before.
 * @returns how many rows went, and the id of the line (undefined while none went)
 */
export function deleteBatch(
  db: Database,
  sweep: Sweep,
  { ranAt, cutoff, limit, entry }: { ranAt: Date; cutoff: Date; limit: number; entry: number | undefined },
): Promise<{ rows: number; entry: number | undefined }> {
  return longTransaction(db, async (tx) => {
    const match = sweep.key.map((column) => sql`old.${sql.identifier(column)} = doomed.${sql.identifier(column)}`);
    const gone = await tx.execute(sql`
      with doomed as materialized (${sweep.doomed(cutoff, limit)})
      delete from ${sql.identifier(sweep.table)} as old using doomed where ${sql.join(match, sql` and `)}`);
    const rows = gone.rowCount ?? 0;
    if (rows === 0) return { rows, entry };
    if (entry === undefined) {
      const dropped = { tier: sweep.tier, target: sweep.table, cutoff, rows, estimated: false };
      return { rows, entry: await insertEntry(tx, ranAt, dropped) };
    }
    await tx
      .update(retentionLog)
      .set({ rowsDropped: sql`${retentionLog.rowsDropped} + ${rows}` })
      .where(eq(retentionLog.id, entry));
    return { rows, entry };
  });
}

/** Writes a line of the log. @returns its id */
export async function insertEntry(db: Database, ranAt: Date, dropped: Dropped): Promise<number> {
  const { rows, ...line } = dropped;
  const [entry] = await db
    .insert(retentionLog)
    .values({ ...line, ranAt, rowsDropped: rows })
    .returning({ id: retentionLog.id });
  return entry!.id;
}

/** The log, newest first. @param before only lines older than the one of this id */
export function selectEntries(db: Database, limit: number, before?: number): Promise<RetentionEntry[]> {
  const { id, ranAt, tier, target, cutoff, rowsDropped: rows, estimated } = retentionLog;
  return db
    .select({ id, ranAt, tier, target, cutoff, rows, estimated })
    .from(retentionLog)
    .where(before === undefined ? undefined : lt(id, before))
    .orderBy(desc(id))
    .limit(limit);
}
