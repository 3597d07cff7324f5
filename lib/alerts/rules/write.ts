import { recordAudit } from "../../access/audit";
import type { Principal } from "../../access/scope";
import type { Database } from "../../db/client";
import { conflict, type InputFault, unprocessable } from "../../http/problem";
import { selectChannelsOf } from "../../notify/store";
import { type RuleDefinition, ruleFaults } from "../rule";
import { changedMembers, definitionOf } from "./definition";
import { countRules, insertRule, isNameTaken, type StoredRule, updateRule } from "./store";

/** Who changes rules, and when. */
export interface Change {
  now: Date;
  actor: Principal;
}

/** All of them are judged at each tick. */
export const MOST_RULES = 1000;

/** Adds a rule under an id within a transaction that holds the rules' lock. @throws Problem 409, 422 */
export async function insert(
  { now, actor }: Change,
  tx: Database,
  id: string,
  definition: RuleDefinition,
): Promise<void> {
  if ((await countRules(tx)).total >= MOST_RULES) throw conflict(`There are ${MOST_RULES} rules already.`);
  await refuseMisfit(tx, definition, []);
  await refuseTakenName(tx, definition.name, id);
  const { name, enabled, ...rest } = definition;
  const stored = { id, name, enabled, shipped: false, definition: rest, revision: 1, createdAt: now, updatedAt: now };
  if (!(await insertRule(tx, stored))) throw conflict("There is a rule of this id or name.");
  await recordAudit({ db: tx, now }, { actor, action: "rule.created", target: id, detail: { ...definition } });
}

/** Gives a stored rule another definition. @returns whether that changed it @throws Problem 409, 422 */
export async function replace(
  { now, actor }: Change,
  tx: Database,
  stored: StoredRule,
  definition: RuleDefinition,
): Promise<boolean> {
  const before = definitionOf(stored);
  const changed = changedMembers(before, definition);
  if (changed.length === 0) return false;
  await refuseMisfit(tx, definition, channelsOf(before));
  if (changed.includes("name")) await refuseTakenName(tx, definition.name, stored.id);
  const { name, enabled, ...rest } = definition;
  const isRedefined = changed.some((member) => member !== "enabled");
  const revision = stored.revision + (isRedefined ? 1 : 0);
  await updateRule(tx, { ...stored, name, enabled, definition: rest, revision, updatedAt: now });
  const detail = Object.fromEntries(changed.map((member) => [member, definition[member as keyof RuleDefinition]]));
  await recordAudit({ db: tx, now }, { actor, action: "rule.changed", target: stored.id, detail });
  return true;
}

/** @param known channels that the rule names already: one that was deleted since harms no other change */
async function refuseMisfit(tx: Database, rule: RuleDefinition, known: readonly string[]): Promise<void> {
  const added = channelsOf(rule).filter((id) => !known.includes(id));
  const missing = await missingChannels(tx, added);
  const faults: InputFault[] = [
    ...ruleFaults(rule),
    ...missing.map((id) => ({ path: "channel_ids", message: `there is no channel ${id}` })),
  ];
  if (faults.length > 0) throw unprocessable("The rule does not fit.", faults);
}

function channelsOf({ channel_ids = [], escalation = [] }: Partial<RuleDefinition>): string[] {
  return [...new Set([...channel_ids, ...escalation.flatMap((step) => step.channel_ids)])];
}

/** @throws Problem 409 */
export async function refuseTakenName(tx: Database, name: string, id: string): Promise<void> {
  if (await isNameTaken(tx, name, id)) throw conflict(`There is another rule named ${name}.`);
}

async function missingChannels(tx: Database, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const found = new Set((await selectChannelsOf(tx, ids)).map(({ id }) => id));
  return ids.filter((id) => !found.has(id));
}
