import type { Principal } from "../access/scope";
import { randomText } from "../access/secret-text";
import type { Database } from "../db/client";
import { type InputFault, isProblem, notFound, unprocessable } from "../http/problem";
import type { Entry } from "./exchange/entry";
import { readRuleFile, toPrometheus, toYaml } from "./exchange/file";
import type { ExportQuery, ImportAnswer } from "./exchange/schema";
import { ruleOf } from "./rules/definition";
import { lockRules, selectRuleForUpdate, selectRules } from "./rules/store";
import { insert, MOST_RULES, replace } from "./rules/write";

/**
 * Rules as a file: all of them in YAML; for Prometheus, which knows no switch, those that are on.
 * @throws Problem 404 where one of the ids asked for is no rule
 */
export async function exportRules(
  { db, publicUrl }: { db: Database; publicUrl: string | undefined },
  { format, ids, include }: ExportQuery,
): Promise<string> {
  const stored = await selectRules(db, { after: "", limit: MOST_RULES });
  const rules = stored.flatMap((each) => {
    const rule = ruleOf(each);
    if (rule === null) return [];
    const { shipped: _, revision: __, ...definition } = rule;
    return [definition];
  });
  const missing = ids.find((id) => !rules.some((rule) => rule.id === id));
  if (missing !== undefined) throw notFound(`There is no rule ${missing}.`);
  const isAsked = (id: string, enabled: boolean) =>
    ids.length > 0 ? ids.includes(id) : enabled || (include ?? (format === "yaml" ? "all" : "enabled")) === "all";
  const asked = rules.filter(({ id, enabled }) => isAsked(id, enabled));
  return format === "yaml" ? toYaml(asked) : toPrometheus(asked, publicUrl);
}

/** Ends the transaction of a try without leaving anything. */
class DryRun extends Error {}

/**
 * Takes the rules of a file, ours or one of Prometheus: each replaces the rule of its id, else of its name, else it is added.
 * Rules that the file does not name stay. All of them or none.
 * @throws Problem 400 for what is no YAML, 422 with all faults by path
 */
export async function importRules(
  { db, now }: { db: Database; now: Date },
  actor: Principal,
  text: string,
  { dryRun }: { dryRun: boolean },
): Promise<ImportAnswer> {
  const entries = readRuleFile(text);
  const rules: ImportAnswer["rules"] = [];
  try {
    await db.transaction(async (tx) => {
      await lockRules(tx);
      const known = new Map(
        (await selectRules(tx, { after: "", limit: MOST_RULES })).map(({ id, name }) => [name, id]),
      );
      const faults: InputFault[] = [];
      for (const entry of entries) {
        try {
          rules.push(await take(tx, { now, actor }, entry, known));
        } catch (error) {
          if (!isProblem(error)) throw error;
          faults.push(...faultsOf(error, entry));
        }
      }
      if (faults.length > 0) throw unprocessable("The rules do not fit.", faults);
      if (dryRun) throw new DryRun();
    });
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
  }
  const count = (action: ImportAnswer["rules"][number]["action"]) =>
    rules.filter((rule) => rule.action === action).length;
  return {
    ...{ dry_run: dryRun, created: count("created"), changed: count("changed"), unchanged: count("unchanged") },
    rules,
  };
}

async function take(
  tx: Database,
  change: { now: Date; actor: Principal },
  { id, definition }: Entry,
  known: ReadonlyMap<string, string>,
): Promise<ImportAnswer["rules"][number]> {
  const { name } = definition;
  const target = id ?? known.get(name) ?? `rule_${randomText(16)}`;
  const stored = await selectRuleForUpdate(tx, target);
  if (stored) {
    const isChanged = await replace(change, tx, stored, definition);
    return { id: target, name, action: isChanged ? "changed" : "unchanged" };
  }
  await insert(change, tx, target, definition);
  return { id: target, name, action: "created" };
}

function faultsOf(problem: { detail: string; extra: { errors?: unknown[] } }, { path }: Entry): InputFault[] {
  const errors = problem.extra.errors as InputFault[] | undefined;
  return errors?.map((fault) => ({ ...fault, path: `${path}.${fault.path}` })) ?? [{ path, message: problem.detail }];
}
