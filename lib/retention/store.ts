import { desc, eq, lt, type SQL, sql } from "drizzle-orm";
import { retentionLog } from "../../drizzle/schema/retention";
import type { Database } from "../db/client";
import { CARRIED } from "../rollups/series";
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
    const gone = await tx.execute(deletion(sweep, cutoff, limit));
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

/** Deletes a batch; months are carried on as they go. The answer's row count is that of the deleted rows. */
function deletion(sweep: Sweep, cutoff: Date, limit: number): SQL {
  const match = sweep.key.map((column) => sql`stale.${sql.identifier(column)} = doomed.${sql.identifier(column)}`);
  const doomed = sql`with doomed as materialized (${sweep.doomed(cutoff, limit)})`;
  const gone = sql`delete from ${sql.identifier(sweep.table)} as stale using doomed where ${sql.join(match, sql` and `)}`;
  if (sweep.table !== "rollup_month") return sql`${doomed} ${gone}`;
  return sql`${doomed}, gone as (${gone} returning stale.*), carried as (${carryMonths}) select from gone`;
}

/** Adds the months in `gone` to what is carried of their bots for ever; in one order, since two retentions may do so at once. */
const carryMonths = sql`
  insert into rollup_carried as r (bot_id, series, label, n, failed, cancelled, submitted, sum, hist)
  select f.*, h.hist from (
    select bot_id, series, label, sum(n), sum(failed), sum(cancelled), sum(submitted), sum(sum) from gone
    where series = any(${sql.param(CARRIED)}::text[]) group by 1, 2, 3
  ) as f left join (
    select bot_id, series, label, array_agg((b << 32) | least(c, 4294967295) order by b) as hist from (
      select bot_id, series, label, element >> 32 as b, sum(element & 4294967295)::bigint as c
      from gone cross join lateral unnest(hist) as element group by 1, 2, 3, 4
    ) as cell group by 1, 2, 3
  ) as h using (bot_id, series, label)
  order by bot_id, series, label
  on conflict (bot_id, series, label) do update set
    n = r.n + excluded.n, failed = r.failed + excluded.failed, cancelled = r.cancelled + excluded.cancelled,
    submitted = r.submitted + excluded.submitted, sum = coalesce(r.sum + excluded.sum, r.sum, excluded.sum),
    hist = hist_merge(r.hist, excluded.hist)`;

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
