import { and, asc, eq, gt, sql } from "drizzle-orm";
import { alertRules } from "@/drizzle/schema/alerts";
import type { Database } from "../../db/client";

/** A rule as stored; its definition is checked by whoever reads it. */
export type StoredRule = typeof alertRules.$inferSelect;

/** Rules by id, from the one after `after` on. */
export async function selectRules(
  db: Database,
  { after, limit }: { after: string; limit: number },
): Promise<StoredRule[]> {
  return await db.select().from(alertRules).where(gt(alertRules.id, after)).orderBy(asc(alertRules.id)).limit(limit);
}

export async function selectEnabledRules(db: Database): Promise<StoredRule[]> {
  return await db.select().from(alertRules).where(eq(alertRules.enabled, true)).orderBy(asc(alertRules.id));
}

export async function countRules(db: Database): Promise<{ total: number; enabled: number }> {
  const [row] = await db
    .select({
      total: sql`count(*)`.mapWith(Number),
      enabled: sql`count(*) filter (where ${alertRules.enabled})`.mapWith(Number),
    })
    .from(alertRules);
  return row!;
}

export async function selectRule(db: Database, id: string): Promise<StoredRule | undefined> {
  const [rule] = await db.select().from(alertRules).where(eq(alertRules.id, id));
  return rule;
}

/** The rule, held until the transaction ends. */
export async function selectRuleForUpdate(tx: Database, id: string): Promise<StoredRule | undefined> {
  const [rule] = await tx.select().from(alertRules).where(eq(alertRules.id, id)).for("update");
  return rule;
}

/** Adds a rule. @returns false where its id or name is taken */
export async function insertRule(db: Database, rule: StoredRule): Promise<boolean> {
  const rows = await db.insert(alertRules).values(rule).onConflictDoNothing().returning({ id: alertRules.id });
  return rows.length > 0;
}

/** Puts a rule that is as it was shipped up to date with what is shipped now. */
export async function renewShippedRule(db: Database, { id, definition, updatedAt }: StoredRule): Promise<void> {
  await db
    .update(alertRules)
    .set({ definition, updatedAt })
    .where(
      and(
        eq(alertRules.id, id),
        eq(alertRules.revision, 1),
        sql`${alertRules.definition} <> ${JSON.stringify(definition)}::jsonb`,
      ),
    );
}

export async function updateRule(tx: Database, rule: StoredRule): Promise<void> {
  const { name, enabled, definition, revision, updatedAt } = rule;
  await tx.update(alertRules).set({ name, enabled, definition, revision, updatedAt }).where(eq(alertRules.id, rule.id));
}

/** Whether another rule has this name. */
export async function isNameTaken(db: Database, name: string, exceptId: string): Promise<boolean> {
  const rows = await db.select({ id: alertRules.id }).from(alertRules).where(eq(alertRules.name, name));
  return rows.some(({ id }) => id !== exceptId);
}

export async function deleteRule(tx: Database, id: string): Promise<void> {
  await tx.delete(alertRules).where(eq(alertRules.id, id));
}
