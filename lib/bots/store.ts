import { eq, sql } from "drizzle-orm";
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

/**
 * Removes a bot and all its telemetry, in the order in which ingest writes.
 * @param tx a transaction: what is removed before a failure must come back
 * @returns whether there was one
 */
export async function deleteBot(tx: Database, id: string): Promise<boolean> {
  // A bot may have millions of events.
  await tx.execute(sql`set local statement_timeout = '15min'`);
  // A fold at the same time would carry deltas of the bot into grains that are deleted already.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('rollcall.fold'))`);
  await tx.execute(sql`select leave_fleet(${id})`);
  for (const table of [eventTimes, events, jobRuns, rollupDeltas, queues, dependencies, userDays]) {
    await tx.delete(table).where(eq(table.botId, id));
  }
  for (const table of [rollupMinute, rollupHour, rollupDay, rollupMonth, rollupCarried]) {
    await tx.delete(table).where(eq(table.botId, id));
  }
  const removed = await tx.delete(bots).where(eq(bots.id, id)).returning({ id: bots.id });
  return removed.length > 0;
}
