import { and, asc, desc, eq, inArray, lt, or, sql } from "drizzle-orm";
import { channels, deliveries, deliveryAttempts } from "@/drizzle/schema/notify";
import type { Database } from "../../db/client";
import type { DeliveryStatus, StoredAttempt, StoredDelivery } from "../deliveries/store";

/** The newest delivery of each of these channels that was tried. */
export async function selectLastTried(
  db: Database,
  channelIds: string[],
): Promise<{ channelId: string; status: DeliveryStatus; at: Date; error: string | null }[]> {
  if (channelIds.length === 0) return [];
  const rows = await db
    .selectDistinctOn([deliveries.channelId], {
      ...{ channelId: deliveries.channelId, status: deliveries.status, at: deliveries.createdAt },
      error: deliveries.lastError,
    })
    .from(deliveries)
    .where(and(inArray(deliveries.channelId, channelIds), sql`${deliveries.attempts} > 0`))
    .orderBy(deliveries.channelId, desc(deliveries.createdAt));
  return rows as { channelId: string; status: DeliveryStatus; at: Date; error: string | null }[];
}

/** What a list of deliveries is narrowed by. */
export interface DeliveryFilter {
  channelId?: string | undefined;
  incidentId?: string | undefined;
  status?: DeliveryStatus | undefined;
}

/** Where a page of deliveries ended. */
export interface DeliveryPosition {
  createdAt: Date;
  id: string;
}

export type NamedDelivery = StoredDelivery & { channelName: string | null };

/** Deliveries with their channels' names, the newest first. @param after where the page before ended */
export async function selectDeliveries(
  db: Database,
  limit: number,
  { channelId, incidentId, status }: DeliveryFilter,
  after?: DeliveryPosition,
): Promise<NamedDelivery[]> {
  const { createdAt, id } = deliveries;
  const rows = await db
    .select({ delivery: deliveries, channelName: channels.name })
    .from(deliveries)
    .leftJoin(channels, eq(channels.id, deliveries.channelId))
    .where(
      and(
        channelId === undefined ? undefined : eq(deliveries.channelId, channelId),
        incidentId === undefined ? undefined : eq(deliveries.incidentId, incidentId),
        status && eq(deliveries.status, status),
        after && or(lt(createdAt, after.createdAt), and(eq(createdAt, after.createdAt), lt(id, after.id))),
      ),
    )
    .orderBy(desc(createdAt), desc(id))
    .limit(limit);
  return rows.map(({ delivery, channelName }) => ({ ...(delivery as unknown as StoredDelivery), channelName }));
}

export async function selectDelivery(db: Database, id: string): Promise<NamedDelivery | undefined> {
  const [row] = await db
    .select({ delivery: deliveries, channelName: channels.name })
    .from(deliveries)
    .leftJoin(channels, eq(channels.id, deliveries.channelId))
    .where(eq(deliveries.id, id));
  return row && { ...(row.delivery as unknown as StoredDelivery), channelName: row.channelName };
}

/** The last attempts at each of these deliveries, in order. @param each how many of each at most */
export async function selectAttempts(db: Database, deliveryIds: string[], each: number): Promise<StoredAttempt[]> {
  if (deliveryIds.length === 0) return [];
  const newest = db
    .select({
      id: deliveryAttempts.id,
      place:
        sql<number>`row_number() over (partition by ${deliveryAttempts.deliveryId} order by ${deliveryAttempts.id} desc)`.as(
          "place",
        ),
    })
    .from(deliveryAttempts)
    .where(inArray(deliveryAttempts.deliveryId, deliveryIds))
    .as("newest");
  const rows = await db
    .select({ attempt: deliveryAttempts })
    .from(deliveryAttempts)
    .innerJoin(newest, eq(newest.id, deliveryAttempts.id))
    .where(sql`${newest.place} <= ${each}`)
    .orderBy(asc(deliveryAttempts.id));
  return rows.map(({ attempt }) => attempt);
}

/** Lets a dead delivery be tried again from the start. @returns whether it was dead */
export async function reviveDelivery(db: Database, id: string, now: Date): Promise<boolean> {
  const revived = await db
    .update(deliveries)
    .set({ status: "pending", attempts: 0, dueAt: now, leasedUntil: null })
    .where(and(eq(deliveries.id, id), eq(deliveries.status, "dead")))
    .returning({ id: deliveries.id });
  return revived.length > 0;
}

/** Lets follow what was muted since the beginning never arrived. */
export async function reviveFollowers(
  db: Database,
  { channelId, incidentId }: StoredDelivery,
  reason: string,
  now: Date,
): Promise<void> {
  if (incidentId === null) return;
  await db
    .update(deliveries)
    .set({ status: "pending", dueAt: now, lastError: null })
    .where(
      and(
        eq(deliveries.channelId, channelId),
        eq(deliveries.incidentId, incidentId),
        eq(deliveries.status, "muted"),
        eq(deliveries.lastError, reason),
      ),
    );
}
