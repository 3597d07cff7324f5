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

export async function selectShippedIds(db: Database): Promise<Set<string>> {
  const rows = await db.select({ id: alertRules.id }).from(alertRules).where(eq(alertRules.shipped, true));
  return new Set(rows.map(({ id }) => id));
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

/** Until the transaction ends, nobody else who asks this changes which rules and names there are. */
export async function lockRules(tx: Database): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('rollcall.alert_rules'))`);
}

/** What a rule does now, and when it fired last. */
export interface RuleActivity {
  firing: number;
  pending: number;
  lastFiredAt: Date | null;
}

/** By rule; rules that never did anything are left out. @param id of one rule, null for all */
export async function selectRuleActivity(db: Database, id: string | null): Promise<Map<string, RuleActivity>> {
  const ofRule = id === null ? sql`rule_id is not null` : sql`rule_id = ${id}`;
  const answer = await db.execute<{ id: string; firing: number; pending: number; lastFiredAt: number | null }>(sql`
    select coalesce(s.rule_id, i.rule_id) as id, coalesce(s.firing, 0)::float8 as firing, coalesce(s.pending, 0)::float8 as pending,
      extract(epoch from i.at)::float8 * 1000 as "lastFiredAt"
    from (
      select rule_id, count(*) filter (where status in ('firing', 'recovering')) as firing,
        count(*) filter (where status = 'pending') as pending
      from alert_states where ${ofRule} group by rule_id
    ) as s full join (select rule_id, max(fired_at) as at from incidents where ${ofRule} group by rule_id) as i using (rule_id)`);
  return new Map(
    answer.rows.map(({ id: rule, firing, pending, lastFiredAt }) => [
      rule,
      { firing, pending, lastFiredAt: lastFiredAt === null ? null : new Date(lastFiredAt) },
    ]),
  );
}
