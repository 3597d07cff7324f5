import { eq, or } from "drizzle-orm";
import { queues } from "@/drizzle/schema/queues";
import type { Database } from "../db/client";

/** The latest sample of a queue, by the bot that took it. */
export type QueueSample = typeof queues.$inferSelect;

/** The latest sample of every queue. */
export async function selectQueues(db: Database): Promise<QueueSample[]> {
  return await db.select().from(queues);
}

/** The latest samples that a bot took, and those that any bot took of one queue. */
export async function selectQueuesAround(db: Database, botId: string, queue: string | null): Promise<QueueSample[]> {
  const own = eq(queues.botId, botId);
  return await db
    .select()
    .from(queues)
    .where(queue === null ? own : or(own, eq(queues.queue, queue)));
}
