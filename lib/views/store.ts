import { and, count, eq, or, sql } from "drizzle-orm";
import { savedViews } from "@/drizzle/schema/views";
import type { Database } from "../db/client";

/** A view as stored. */
export type StoredView = typeof savedViews.$inferSelect;

/** The shared views of a page, and those of one owner. */
export async function selectViews(db: Database, page: string, ownerId: string): Promise<StoredView[]> {
  return await db
    .select()
    .from(savedViews)
    .where(and(eq(savedViews.page, page), or(eq(savedViews.shared, true), eq(savedViews.ownerId, ownerId))))
    .limit(1000);
}

export async function selectView(db: Database, id: string): Promise<StoredView | undefined> {
  const [view] = await db.select().from(savedViews).where(eq(savedViews.id, id));
  return view;
}

/** How many views an owner has. Until the transaction ends, nobody else who asks this of the owner is answered. */
export async function countViewsOf(tx: Database, ownerId: string): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`rollcall.views ${ownerId}`}))`);
  const [row] = await tx.select({ views: count() }).from(savedViews).where(eq(savedViews.ownerId, ownerId));
  return row?.views ?? 0;
}

export async function insertView(db: Database, view: StoredView): Promise<void> {
  await db.insert(savedViews).values(view);
}

export async function deleteView(db: Database, id: string): Promise<void> {
  await db.delete(savedViews).where(eq(savedViews.id, id));
}
