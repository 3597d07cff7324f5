import { recordAudit } from "../access/audit";
import type { Principal } from "../access/scope";
import { randomText } from "../access/secret-text";
import type { Database } from "../db/client";
import { inputFaults } from "../http/json";
import { conflict, notFound, unprocessable } from "../http/problem";
import { log } from "../telemetry/log";
import { type Rule, type RuleDefinition, ruleSchema } from "./rule";
import { definitionOf, ruleOf } from "./rules/definition";
import type { AlertRule, RuleChange } from "./rules/schema";
import {
  deleteRule,
  insertRule,
  lockRules,
  type RuleActivity,
  renewShippedRule,
  type StoredRule,
  selectEnabledRules,
  selectRule,
  selectRuleActivity,
  selectRuleForUpdate,
  selectRules,
  selectShippedIds,
  updateRule,
} from "./rules/store";
import { insert, refuseTakenName, replace } from "./rules/write";
import { SHIPPED_RULES } from "./shipped";

interface RuleContext {
  db: Database;
  now: Date;
}

/** The rules that are switched on. One that can no longer be understood is left out, and logged. */
export async function listEnabledRules({ db }: { db: Database }): Promise<Rule[]> {
  return understood(await selectEnabledRules(db)).map(({ rule }) => rule);
}

/** A page of rules by id, with what they do now, and the id that the next one starts after; null on the last page. */
export async function listRules(
  { db }: { db: Database },
  { limit, after = "" }: { limit: number; after?: string },
): Promise<{ rules: AlertRule[]; next: string | null }> {
  const [stored, activity] = await Promise.all([
    selectRules(db, { after, limit: limit + 1 }),
    selectRuleActivity(db, null),
  ]);
  const page = stored.slice(0, limit);
  const rules = understood(page).map(({ stored: row, rule }) => told(row, rule, activity.get(row.id)));
  return { rules, next: stored.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** One rule. @throws Problem 404 */
export async function readRule({ db }: { db: Database }, id: string): Promise<AlertRule> {
  const [stored, activity] = await Promise.all([selectRule(db, id), selectRuleActivity(db, id)]);
  const rule = stored && ruleOf(stored);
  if (!stored || !rule) throw notFound("There is no such rule.");
  return told(stored, rule, activity.get(id));
}

/** Adds a rule. @throws Problem 409 when the name is taken or there are 1,000, 422 when it does not fit together */
export async function createRule(
  context: RuleContext,
  actor: Principal,
  definition: RuleDefinition,
): Promise<AlertRule> {
  const id = `rule_${randomText(16)}`;
  await context.db.transaction(async (tx) => {
    await lockRules(tx);
    await insert({ now: context.now, actor }, tx, id, definition);
  });
  return await readRule(context, id);
}

/** Changes a rule; what is left out stays. @throws Problem 404, 409 when the name is taken, 422 */
export async function changeRule(
  context: RuleContext,
  actor: Principal,
  id: string,
  change: RuleChange,
): Promise<AlertRule> {
  await context.db.transaction(async (tx) => {
    await lockRules(tx);
    const stored = await existing(tx, id);
    const parsed = ruleSchema.safeParse({ ...definitionOf(stored), ...change });
    if (!parsed.success) throw unprocessable("The rule does not fit.", inputFaults(parsed.error));
    await replace({ now: context.now, actor }, tx, stored, parsed.data);
  });
  return await readRule(context, id);
}

/** Deletes a rule; its incidents are resolved at the next tick. @throws Problem 404, 409 for a shipped one */
export async function removeRule({ db, now }: RuleContext, actor: Principal, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const stored = await existing(tx, id);
    if (stored.shipped) throw conflict("A rule that came with Rollcall cannot be deleted. Switch it off instead.");
    await deleteRule(tx, id);
    await recordAudit({ db: tx, now }, { actor, action: "rule.deleted", target: id, detail: { name: stored.name } });
  });
}

/** Makes a shipped rule what it was shipped as. @throws Problem 404, 409 for one that was not shipped, or whose name is taken */
export async function resetRule(context: RuleContext, actor: Principal, id: string): Promise<AlertRule> {
  const { now } = context;
  await context.db.transaction(async (tx) => {
    await lockRules(tx);
    const stored = await existing(tx, id);
    const shipped = SHIPPED_RULES.find((rule) => rule.id === id);
    if (!shipped) throw conflict("This rule did not come with Rollcall.");
    const { name, enabled, ...definition } = shipped.definition;
    await refuseTakenName(tx, name, id);
    await updateRule(tx, { ...stored, name, enabled, definition, revision: 1, updatedAt: now });
    await recordAudit({ db: tx, now }, { actor, action: "rule.reset", target: id, detail: { name } });
  });
  return await readRule(context, id);
}

/**
 * Adds the rules that come with Rollcall and are not there yet, and brings those that nobody changed up to date. What
 * operators changed stays theirs. Safe when several processes start at once.
 */
export async function installShippedRules({ db, now }: RuleContext): Promise<void> {
  await db.transaction(async (tx) => {
    await lockRules(tx);
    const known = await selectShippedIds(tx);
    for (const { id, definition } of SHIPPED_RULES) {
      const { name, enabled, ...rest } = definition;
      const rule = { id, name, enabled, shipped: true, definition: rest, revision: 1, createdAt: now, updatedAt: now };
      if (known.has(id)) await renewShippedRule(tx, rule);
      // An operator's rule may have the name already.
      else if (!(await insertRule(tx, rule))) await insertRule(tx, { ...rule, name: `${name} (${id})` });
    }
  });
}

async function existing(tx: Database, id: string): Promise<StoredRule> {
  const stored = await selectRuleForUpdate(tx, id);
  if (!stored) throw notFound("There is no such rule.");
  return stored;
}

function understood(stored: readonly StoredRule[]): { stored: StoredRule; rule: Rule }[] {
  return stored.flatMap((row) => {
    const rule = ruleOf(row);
    if (rule === null) log.error("alert rule cannot be understood", { rule: row.id });
    return rule ? [{ stored: row, rule }] : [];
  });
}

function told(stored: StoredRule, rule: Rule, activity: RuleActivity | undefined): AlertRule {
  return {
    ...rule,
    changed: stored.shipped && stored.revision > 1,
    created_at: stored.createdAt.toISOString(),
    updated_at: stored.updatedAt.toISOString(),
    firing: activity?.firing ?? 0,
    pending: activity?.pending ?? 0,
    last_fired_at: activity?.lastFiredAt?.toISOString() ?? null,
  };
}
