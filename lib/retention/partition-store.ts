import { sql } from "drizzle-orm";
import type { Database } from "../db/client";
import { type Dropped, insertEntry, longTransaction } from "./store";

/** Ingest and readers queue behind a lock that is waited for, so it is not waited for long. */
const EXCLUSIVE_WAIT_MS = 200;
/** Autovacuum gives way after deadlock_timeout (1 s); waiting for that disturbs nobody. */
const VACUUM_WAIT_MS = 3000;
const COUNTED_BYTES = 256 * 2 ** 20;

/** Partitions of events, by name, that end at the cutoff or before it; oldest first. */
export async function expiredPartitions(db: Database, cutoff: Date): Promise<string[]> {
  const answer = await db.execute<{ name: string }>(sql`
    select name from (
      select c.relname as name,
        substring(pg_get_expr(c.relpartbound, c.oid) from 'TO [(]''([^'']+)''')::timestamptz as until
      from pg_inherits as i join pg_class as c on c.oid = i.inhrelid
      where i.inhparent = 'events'::regclass
    ) as part
    where until <= ${cutoff} order by until`);
  return answer.rows.map(({ name }) => name);
}

/**
 * Drops a partition and logs it, in one transaction; never blocks ingest for longer than a fifth of a second.
 * @throws SQLSTATE 42P01 where it is gone already, 55P03 where it is in use
 */
export function dropPartition(db: Database, ranAt: Date, partition: string, cutoff: Date): Promise<Dropped> {
  return longTransaction(db, async (tx) => {
    await setLockTimeout(tx, VACUUM_WAIT_MS);
    await tx.execute(sql`lock table ${sql.identifier(partition)} in share update exclusive mode`);
    const dropped = await measurePartition(tx, partition, cutoff);
    await insertEntry(tx, ranAt, dropped);
    await setLockTimeout(tx, EXCLUSIVE_WAIT_MS);
    await tx.execute(sql`drop table ${sql.identifier(partition)}`);
    return dropped;
  });
}

/** How many rows a partition has: counted, or estimated from a sample of its pages where counting would take seconds. */
export async function measurePartition(db: Database, partition: string, cutoff: Date): Promise<Dropped> {
  const table = sql.identifier(partition);
  const size = await db.execute<{ bytes: string }>(sql`select pg_relation_size(${partition}::regclass) as bytes`);
  const estimated = Number(size.rows[0]!.bytes) > COUNTED_BYTES;
  const answer = await db.execute<{ rows: string | null }>(
    estimated
      ? sql`
        select round(count(*)::numeric / nullif(count(distinct (ctid::text::point)[0]), 0)
          * (pg_relation_size(${partition}::regclass) / current_setting('block_size')::integer)) as rows
        from ${table} tablesample system (0.2)`
      : sql`select count(*) as rows from ${table}`,
  );
  return { tier: "raw", target: partition, cutoff, rows: Number(answer.rows[0]!.rows ?? 0), estimated };
}

async function setLockTimeout(db: Database, ms: number): Promise<void> {
  await db.execute(sql`select set_config('lock_timeout', ${String(ms)}, true)`);
}
