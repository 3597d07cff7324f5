import { eq, type SQL, sql } from "drizzle-orm";
import { bots } from "@/drizzle/schema/bots";
import { dependencies } from "@/drizzle/schema/dependencies";
import { events, eventTimes } from "@/drizzle/schema/events";
import { jobRuns } from "@/drizzle/schema/jobs";
import { queues } from "@/drizzle/schema/queues";
import {
  rollupCarried,
  rollupDay,
  rollupDeltas,
  rollupHour,
  rollupMinute,
  rollupMonth,
} from "@/drizzle/schema/rollups";
import { userDays } from "@/drizzle/schema/users";
import type { Database } from "../db/client";

/** A bot as stored. */
export type StoredBot = typeof bots.$inferSelect;

/** What an operator may change of a bot. */
export type BotChange = Partial<
  Pick<
    StoredBot,
    | "name"
    | "tags"
    | "pausedAt"
    | "heartbeatIntervalSeconds"
    | "heartbeatGraceSeconds"
    | "maxRunSeconds"
    | "minRunSeconds"
    | "maxFailures"
    | "failureWindow"
    | "targetDurationMs"
    | "hourlyCostUsd"
    | "jobCostUsd"
  >
>;

export async function selectBots(db: Database): Promise<StoredBot[]> {
  return await db.select().from(bots);
}

export async function selectBot(db: Database, id: string): Promise<StoredBot | undefined> {
  const [bot] = await db.select().from(bots).where(eq(bots.id, id));
  return bot;
}

/** Whether there is a bot of this id. */
export async function botExists(db: Database, id: string): Promise<boolean> {
  return (await db.select({ id: bots.id }).from(bots).where(eq(bots.id, id))).length > 0;
}

/** The bot, held until the transaction ends, so that two changes at once do not undo each other. */
export async function selectBotForUpdate(tx: Pick<Database, "select">, id: string): Promise<StoredBot | undefined> {
  const [bot] = await tx.select().from(bots).where(eq(bots.id, id)).for("update");
  return bot;
}

export async function updateBot(tx: Pick<Database, "update">, id: string, change: BotChange): Promise<void> {
  await tx.update(bots).set(change).where(eq(bots.id, id));
}

/** Rows of one transaction while a long history is deleted: about a tenth of a second, for which ingest of the bot may wait. */
const BATCH_ROWS = 10_000;
const LOCK_WAIT_MS = 1000;

/** What a bot may have millions of, and the columns of its key after the bot's. */
const EVENT_TIMES = { table: eventTimes, key: [eventTimes.eventId] };
const HISTORY = [
  { table: events, key: [events.time, events.eventId] },
  EVENT_TIMES,
  { table: jobRuns, key: [jobRuns.jobId, jobRuns.attempt] },
  { table: userDays, key: [userDays.day, userDays.userId] },
];

/**
 * Takes away what was counted of a bot, of the fleet too, and waits for no ingest: it writes none of these rows.
 * @param tx a transaction: what is removed before a failure must come back
 */
export async function deleteFigures(tx: Database, id: string): Promise<void> {
  await keepFoldsOut(tx);
  // A bot may have millions of rows here, too.
  await tx.execute(sql`set local statement_timeout = '15min'`);
  // Before the fleet: whoever counts that anew takes the deltas first.
  await tx.delete(rollupDeltas).where(eq(rollupDeltas.botId, id));
  await tx.execute(sql`select leave_fleet(${id})`);
  for (const table of [rollupMinute, rollupHour, rollupDay, rollupMonth, rollupCarried]) {
    await tx.delete(table).where(eq(table.botId, id));
  }
}

/** Deletes what a bot has many rows of, in many short transactions. Rows that somebody works on stay. */
export async function deleteHistory(db: Database, id: string): Promise<void> {
  for (const history of HISTORY) {
    let deleted: number;
    do {
      deleted = await db.transaction(async (tx) => {
        await keepFoldsOut(tx);
        return (await tx.execute(deletion(history, id, BATCH_ROWS))).rowCount ?? 0;
      });
    } while (deleted === BATCH_ROWS);
  }
}

/**
 * Removes a bot and all its telemetry. Nothing is taken in meanwhile: after {@link deleteHistory} it is done in a moment.
 * @param tx a transaction: what is removed before a failure must come back
 * @param waitMs how long to wait for what others do just now, and ingest behind it
 * @returns whether there was one
 * @throws SQLSTATE 55P03 where others took longer
 */
export async function deleteBot(tx: Database, id: string, waitMs = LOCK_WAIT_MS): Promise<boolean> {
  await deleteFigures(tx, id);
  await tx.execute(sql`select set_config('lock_timeout', ${String(waitMs)}, true)`);
  // An event that is stored beside this would outlive its bot, whose row ingest leaves alone where its news is fresh.
  await tx.execute(sql`lock table only events in share row exclusive mode`);
  for (const table of [events, jobRuns, userDays, rollupDeltas, queues, dependencies]) {
    await tx.delete(table).where(eq(table.botId, id));
  }
  // What is locked here belongs to an event that waits to be stored.
  await tx.execute(deletion(EVENT_TIMES, id, null));
  const removed = await tx.delete(bots).where(eq(bots.id, id)).returning({ id: bots.id });
  return removed.length > 0;
}

/**
 * A fold at the same time would carry deltas of the bot into grains that are deleted already. To be taken before the transaction
 * writes: by this lock the feed knows that it need not wait for it.
 */
async function keepFoldsOut(tx: Database): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('rollcall.fold'))`);
}

/** Deletes rows of a bot that nobody holds. @param limit as many at most; null for all */
function deletion({ table, key }: (typeof HISTORY)[number], id: string, limit: number | null): SQL {
  const columns = key.map(({ name }) => sql.identifier(name));
  const match = columns.map((column) => sql`gone.${column} = doomed.${column}`);
  return sql`
    with doomed as materialized (
      select ${sql.join(columns, sql`, `)} from ${table} where bot_id = ${id} limit ${limit} for update skip locked
    )
    delete from ${table} as gone using doomed where gone.bot_id = ${id} and ${sql.join(match, sql` and `)}`;
}
