import { and, asc, eq, gt, or, sql } from "drizzle-orm";
import { bots } from "@/drizzle/schema/bots";
import { rollupDeltas } from "@/drizzle/schema/rollups";
import { scrapeTargets } from "@/drizzle/schema/scrape";
import { DEFAULT_CONTRACT } from "../bots/contract";
import type { Database } from "../db/client";
import { SERIES } from "../rollups/series";
import type { RequestDelta } from "./requests";
import { type Mapping, mappingSchema } from "./target";

/** A target as stored. */
export interface StoredTarget extends Omit<typeof scrapeTargets.$inferSelect, "mapping"> {
  mapping: Mapping;
}

const stored = (row: typeof scrapeTargets.$inferSelect): StoredTarget => ({
  ...row,
  mapping: mappingSchema.parse(row.mapping),
});

/** Targets by name. @param after where the page before ended */
export async function selectTargets(
  db: Database,
  limit: number,
  after?: { name: string; id: string },
): Promise<StoredTarget[]> {
  const { name, id } = scrapeTargets;
  const rows = await db
    .select()
    .from(scrapeTargets)
    .where(after && or(gt(name, after.name), and(eq(name, after.name), gt(id, after.id))))
    .orderBy(asc(name), asc(id))
    .limit(limit);
  return rows.map(stored);
}

/** @param lock whether nobody else may change it until the transaction ends */
export async function selectTarget(db: Database, id: string, lock = false): Promise<StoredTarget | undefined> {
  const query = db.select().from(scrapeTargets).where(eq(scrapeTargets.id, id));
  const [row] = await (lock ? query.for("update") : query);
  return row && stored(row);
}

export async function countTargets(db: Database): Promise<number> {
  return await db.$count(scrapeTargets);
}

export async function insertTarget(db: Database, target: StoredTarget): Promise<void> {
  await db.insert(scrapeTargets).values(target);
}

export async function updateTarget(db: Database, { id, ...columns }: StoredTarget): Promise<void> {
  await db.update(scrapeTargets).set(columns).where(eq(scrapeTargets.id, id));
}

/** @returns whether there was one */
export async function deleteTarget(db: Database, id: string): Promise<boolean> {
  return (
    (await db.delete(scrapeTargets).where(eq(scrapeTargets.id, id)).returning({ id: scrapeTargets.id })).length > 0
  );
}

/**
 * Leases targets that are due, or one whether it is due or not. Whoever asks at the same moment gets others.
 * @param until the end of the lease
 */
export async function claimTargets(
  db: Database,
  { now, until, limit, id }: { now: Date; until: Date; limit: number; id?: string | undefined },
): Promise<StoredTarget[]> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const end = sql`${until.toISOString()}::timestamptz`;
  // A lease or due time much further ahead than any is given comes of a clock that was set back; a little further, of an instance
  // whose clock goes ahead of ours.
  const ahead = sql`interval '3 minutes'`;
  const isFree = sql`(leased_until is null or leased_until <= ${at} or leased_until > ${end} + ${ahead})`;
  const isDue = sql`enabled and (due_at <= ${at} or due_at > ${at} + make_interval(secs => interval_seconds) + ${ahead})`;
  const isWanted = sql`${isFree} and ${id === undefined ? isDue : sql`id = ${id}`}`;
  const { rows } = await db.execute<{ id: string }>(sql`
    with due as materialized (
      select id from scrape_targets where ${isWanted} order by due_at limit ${limit} for update skip locked
    )
    update scrape_targets as t set leased_until = ${end} from due where t.id = due.id and ${isFree} returning t.id`);
  const claimed = await Promise.all(rows.map((row) => selectTarget(db, row.id)));
  return claimed.filter((target) => target !== undefined);
}

/** Ends a scrape and its lease. @returns false where the lease is another's by now, or the target was changed */
export async function finishScrape(
  db: Database,
  { id, leasedUntil }: Pick<StoredTarget, "id" | "leasedUntil">,
  found: Pick<StoredTarget, "sample" | "dueAt" | "triedAt" | "tookMs" | "lastError">,
): Promise<boolean> {
  if (!leasedUntil) return false;
  const rows = await db
    .update(scrapeTargets)
    .set({ ...found, leasedUntil: null })
    .where(and(eq(scrapeTargets.id, id), eq(scrapeTargets.leasedUntil, leasedUntil)))
    .returning({ id: scrapeTargets.id });
  return rows.length > 0;
}

/** Adds requests to the rollups, in the minute given. */
export async function insertRequests(
  db: Database,
  botId: string,
  minute: Date,
  requests: readonly RequestDelta[],
): Promise<void> {
  const told = requests.filter(({ n, measured }) => n > 0 || measured > 0);
  if (told.length === 0) return;
  await db.insert(rollupDeltas).values(
    told.map(({ label, n, failed, measured, sum, min, max, hist }) => ({
      ...{ botId, series: SERIES.request, label, minute, n, failed, cancelled: 0, measured },
      ...(measured > 0 && { sum, min, max, hist: stored64(hist) }),
    })),
  );
}

/** Expects a bot's heartbeats no more often than it is scraped. */
export async function slowHeartbeats(db: Database, botId: string, seconds: number): Promise<void> {
  const usual = DEFAULT_CONTRACT.heartbeat_interval_seconds;
  await db
    .update(bots)
    .set({ heartbeatIntervalSeconds: seconds })
    .where(and(eq(bots.id, botId), sql`coalesce(${bots.heartbeatIntervalSeconds}, ${usual}) < ${seconds}`));
}

/** Each element is `bucket << 32 | count`, ascending. */
function stored64(hist: ReadonlyMap<number, number>): number[] {
  return [...hist].sort(([a], [b]) => a - b).map(([bucket, count]) => bucket * 2 ** 32 + count);
}
