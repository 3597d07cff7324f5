import { and, asc, count, eq, gt, inArray, or, sql } from "drizzle-orm";
import { channels } from "@/drizzle/schema/notify";
import type { Database } from "../db/client";
import type { ChannelKind } from "./channel";
import { type Routing, routingSchema } from "./routing";

/** A channel as stored. */
export interface StoredChannel extends Omit<typeof channels.$inferSelect, "kind" | "routing"> {
  kind: ChannelKind;
  routing: Routing;
}

/** Where a page of channels ended: the name and id of its last row. */
export interface ChannelPosition {
  name: string;
  id: string;
}

const stored = (row: typeof channels.$inferSelect): StoredChannel => ({
  ...row,
  kind: row.kind as ChannelKind,
  routing: routingSchema.parse(row.routing),
});

/** Channels by name. @param after where the page before ended */
export async function selectChannels(db: Database, limit: number, after?: ChannelPosition): Promise<StoredChannel[]> {
  const rows = await db
    .select()
    .from(channels)
    .where(after && or(gt(channels.name, after.name), and(eq(channels.name, after.name), gt(channels.id, after.id))))
    .orderBy(asc(channels.name), asc(channels.id))
    .limit(limit);
  return rows.map(stored);
}

/** The channels of these ids that there are; every enabled one where none is named. */
export async function selectChannelsOf(db: Database, ids: readonly string[]): Promise<StoredChannel[]> {
  const wanted = ids.length > 0 ? inArray(channels.id, [...ids]) : eq(channels.enabled, true);
  return (await db.select().from(channels).where(wanted)).map(stored);
}

/** @param lock whether nobody else may change it until the transaction ends */
export async function selectChannel(db: Database, id: string, lock = false): Promise<StoredChannel | undefined> {
  const query = db.select().from(channels).where(eq(channels.id, id));
  const [row] = await (lock ? query.for("update") : query);
  return row && stored(row);
}

/** Whether another channel has the name already. */
export async function isNameTaken(db: Database, name: string, id: string): Promise<boolean> {
  const rows = await db
    .select({ id: channels.id })
    .from(channels)
    .where(and(eq(channels.name, name), sql`${channels.id} <> ${id}`));
  return rows.length > 0;
}

/** How many channels there are. Until the transaction ends, nobody else who asks this is answered. */
export async function countChannels(tx: Database): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('rollcall.channels'))`);
  const [row] = await tx.select({ channels: count() }).from(channels);
  return row?.channels ?? 0;
}

export async function insertChannel(db: Database, channel: StoredChannel): Promise<void> {
  await db.insert(channels).values(channel);
}

export async function updateChannel(db: Database, { id, ...columns }: StoredChannel): Promise<void> {
  await db.update(channels).set(columns).where(eq(channels.id, id));
}

/** Puts secrets that were sealed by another key in their place, unless somebody has changed them meanwhile. */
export async function updateSealed(db: Database, id: string, from: string, to: string): Promise<void> {
  await db
    .update(channels)
    .set({ sealed: to })
    .where(and(eq(channels.id, id), eq(channels.sealed, from)));
}

export async function deleteChannel(db: Database, id: string): Promise<void> {
  await db.delete(channels).where(eq(channels.id, id));
}
