import { and, desc, eq, gt, lt, or } from "drizzle-orm";
import { silences } from "@/drizzle/schema/alerts";
import type { Database } from "../../db/client";

export type StoredSilence = typeof silences.$inferSelect;

/** Silences, those that end last first. @param before where the page before ended */
export async function selectSilences(
  db: Database,
  {
    before,
    limit,
    endsAfter,
  }: { before?: { endsAt: Date; id: string } | undefined; limit: number; endsAfter?: Date | undefined },
): Promise<StoredSilence[]> {
  const past =
    before &&
    or(lt(silences.endsAt, before.endsAt), and(eq(silences.endsAt, before.endsAt), lt(silences.id, before.id)));
  return await db
    .select()
    .from(silences)
    .where(and(past, endsAfter && gt(silences.endsAt, endsAfter)))
    .orderBy(desc(silences.endsAt), desc(silences.id))
    .limit(limit);
}

export async function selectSilenceForUpdate(tx: Database, id: string): Promise<StoredSilence | undefined> {
  const [row] = await tx.select().from(silences).where(eq(silences.id, id)).for("update");
  return row;
}

export async function selectSilence(db: Database, id: string): Promise<StoredSilence | undefined> {
  const [row] = await db.select().from(silences).where(eq(silences.id, id));
  return row;
}

export async function insertSilence(tx: Database, silence: StoredSilence): Promise<void> {
  await tx.insert(silences).values(silence);
}

export async function updateSilence(tx: Database, { id, ...change }: StoredSilence): Promise<void> {
  await tx.update(silences).set(change).where(eq(silences.id, id));
}
