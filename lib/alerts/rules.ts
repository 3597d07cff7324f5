import { z } from "zod";
import { recordAudit } from "../access/audit";
import type { Principal } from "../access/scope";
import { randomText } from "../access/secret-text";
import type { Database } from "../db/client";
import { badRequest, conflict, notFound } from "../http/problem";
import { log } from "../telemetry/log";
import { type Rule, type RuleDefinition, ruleSchema } from "./rule";
import {
  deleteRule,
  insertRule,
  isNameTaken,
  renewShippedRule,
  type StoredRule,
  selectEnabledRules,
  selectRule,
  selectRuleForUpdate,
  selectRules,
  updateRule,
} from "./rules/store";
import { SHIPPED_RULES } from "./shipped";

/** A rule as the API tells it. */
export const ruleViewSchema = ruleSchema.extend({
  id: z.string(),
  shipped: z.boolean().describe("Comes with Rollcall: can be changed and switched off, not deleted."),
  revision: z.number().int().describe("Grows with each change."),
});

export const ruleQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: z.string().max(100).optional().describe("`next_cursor` of the page before."),
});
export const ruleListSchema = z.object({ rules: z.array(ruleViewSchema), next_cursor: z.string().nullable() });

/** What may be changed of a rule: any of its members. What is left out stays; no default comes in its place. */
export const ruleChangeSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(ruleSchema.shape).map(([name, field]) => [
      name,
      (field instanceof z.ZodDefault ? field.unwrap() : field).optional(),
    ]),
  ),
) as unknown as z.ZodType<RuleChange>;

export type RuleChange = { [Name in keyof RuleDefinition]?: RuleDefinition[Name] | undefined };

interface RuleContext {
  db: Database;
  now: Date;
}

/** The rules that are switched on. One that can no longer be understood is left out, and logged. */
export async function listEnabledRules({ db }: { db: Database }): Promise<Rule[]> {
  return (await selectEnabledRules(db)).flatMap((stored) => understood(stored) ?? []);
}

/** A page of the rules by id, and the id that the next page starts after; null on the last one. */
export async function listRules(
  { db }: { db: Database },
  { after, limit }: { after: string; limit: number },
): Promise<{ rules: Rule[]; next: string | null }> {
  const stored = await selectRules(db, { after, limit: limit + 1 });
  const page = stored.slice(0, limit);
  return {
    rules: page.flatMap((each) => understood(each) ?? []),
    next: stored.length > limit ? page.at(-1)!.id : null,
  };
}

/** @throws Problem 404 when there is none */
export async function readRule({ db }: { db: Database }, id: string): Promise<Rule> {
  const stored = await selectRule(db, id);
  const rule = stored ? ruleOf(stored) : null;
  if (rule === null) throw notFound("There is no such rule.");
  return rule;
}

/**
 * Adds a rule.
 * @throws Problem 409 when the name is taken
 */
export async function createRule(
  { db, now }: RuleContext,
  actor: Principal,
  definition: RuleDefinition,
): Promise<Rule> {
  const stored = storedOf({ ...definition, id: `rule_${randomText(12)}`, shipped: false, revision: 1 }, now);
  return await db.transaction(async (tx) => {
    if (!(await insertRule(tx, stored))) throw nameTaken();
    await recordAudit({ db: tx, now }, { actor, action: "rule.created", target: stored.id, detail: { ...definition } });
    return ruleOf(stored)!;
  });
}

/**
 * Changes a rule; what it has fired is judged by the new one from the next tick on.
 * @throws Problem 404 when there is none, 409 when the name is taken
 */
export async function changeRule(
  { db, now }: RuleContext,
  actor: Principal,
  id: string,
  change: RuleChange,
): Promise<Rule> {
  return await db.transaction(async (tx) => {
    const stored = await selectRuleForUpdate(tx, id);
    const before = stored ? ruleOf(stored) : null;
    if (!stored || !before) throw notFound("There is no such rule.");
    const after: Rule = { ...before, ...given(change), revision: before.revision + 1 };
    if (await isNameTaken(tx, after.name, id)) throw nameTaken();
    await updateRule(tx, { ...storedOf(after, now), createdAt: stored.createdAt });
    await recordAudit({ db: tx, now }, { actor, action: "rule.changed", target: id, detail: { ...given(change) } });
    return after;
  });
}

/**
 * Brings a rule back to what it was shipped as.
 * @throws Problem 404 when there is none, 400 when it was not shipped
 */
export async function resetRule(context: RuleContext, actor: Principal, id: string): Promise<Rule> {
  const shipped = SHIPPED_RULES.find((rule) => rule.id === id);
  await readRule(context, id);
  if (!shipped) throw badRequest("The rule did not come with Rollcall. Change or delete it.");
  return await changeRule(context, actor, id, shipped.definition);
}

/**
 * Deletes a rule; what it has fired is resolved at the next tick.
 * @throws Problem 404 when there is none, 409 when it came with Rollcall
 */
export async function removeRule({ db, now }: RuleContext, actor: Principal, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const stored = await selectRuleForUpdate(tx, id);
    if (!stored) throw notFound("There is no such rule.");
    if (stored.shipped) throw conflict("The rule came with Rollcall. Switch it off instead.");
    await deleteRule(tx, id);
    await recordAudit({ db: tx, now }, { actor, action: "rule.deleted", target: id, detail: { name: stored.name } });
  });
}

/** Adds the shipped rules that are missing, and brings those that nobody has changed up to date. */
export async function installShippedRules({ db, now }: RuleContext): Promise<void> {
  for (const { id, definition } of SHIPPED_RULES) {
    const stored = storedOf({ ...definition, id, shipped: true, revision: 1 }, now);
    if (!(await insertRule(db, stored))) await renewShippedRule(db, stored);
  }
}

/** A stored rule; null where its definition is of another version. */
export function ruleOf({ id, name, enabled, shipped, revision, definition }: StoredRule): Rule | null {
  const parsed = ruleSchema.safeParse({ ...definition, name, enabled });
  return parsed.success ? { ...parsed.data, id, shipped, revision } : null;
}

function understood(stored: StoredRule): Rule | null {
  const rule = ruleOf(stored);
  if (rule === null) log.error("alert rule cannot be understood", { rule: stored.id });
  return rule;
}

function storedOf({ id, name, enabled, shipped, revision, ...definition }: Rule, now: Date): StoredRule {
  return { id, name, enabled, shipped, revision, definition, createdAt: now, updatedAt: now };
}

/** The members that are given: a change may name a member as undefined. */
const given = (change: RuleChange): Partial<RuleDefinition> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<RuleDefinition>;

const nameTaken = () => conflict("Another rule has this name.");
