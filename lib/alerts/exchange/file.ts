import { parseDocument, stringify } from "yaml";
import { LIMITS } from "../../events/limits";
import { storableValue } from "../../events/text";
import { exceedsDepth } from "../../http/depth";
import { badRequest, type InputFault, unprocessable } from "../../http/problem";
import { prometheusRule, readPrometheusRule } from "../prometheus/rules";
import { type Entry, type IdentifiedRule, readEntry, spareDefinition } from "./entry";

const MOST_ALIASES = 50;
const MOST_FAULTS = 100;
/** Brackets open at once; texts may have some of their own. */
const MOST_OPEN = 1000;

/** Rules as a file of our own. */
export function toYaml(rules: readonly IdentifiedRule[]): string {
  return HEAD + stringify({ rules: rules.map(spareDefinition) }, OPTIONS);
}

/**
 * Rules as a rule file of Prometheus. Those that it cannot judge stand in the comments, with the reason.
 * @param publicUrl where runbooks are served, if that is known
 */
export function toPrometheus(rules: readonly IdentifiedRule[], publicUrl: string | undefined): string {
  const told = rules.map((rule) => ({ rule, prometheus: prometheusRule(rule, publicUrl) }));
  const comments = told.flatMap(({ rule, prometheus }) => [
    ...("reason" in prometheus ? [`# Not exported: ${oneLine(rule.name)} (${rule.id}): ${prometheus.reason}.`] : []),
    ...(!("reason" in prometheus) && rule.no_data === "alert"
      ? [`# ${oneLine(rule.name)} (${rule.id}): Prometheus does not fire where there is no data.`]
      : []),
  ]);
  const written = told.flatMap(({ prometheus }) => ("reason" in prometheus ? [] : [prometheus]));
  const groups = { groups: [{ name: "rollcall", rules: written }] };
  return [PROMETHEUS_HEAD, ...comments, stringify(groups, OPTIONS)].join("\n");
}

const HEAD = "# Alert rules of Rollcall. Read back by POST /api/alert-rules/import.\n";
const PROMETHEUS_HEAD =
  "# Alert rules of Rollcall over the families of its /metrics. Read back by POST /api/alert-rules/import.";
/** Long texts stay in one line; nothing is told by reference. */
const OPTIONS = { lineWidth: 0, aliasDuplicateObjects: false };

const oneLine = (text: string): string => text.replace(/\s+/g, " ");

/**
 * Reads a file of rules, ours or one of Prometheus.
 * @throws Problem 400 for what is no YAML, 422 with all faults by path
 */
export function readRuleFile(text: string): Entry[] {
  const value = parseYaml(text);
  const members = value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
  const found = Array.isArray(members.groups)
    ? entriesOfGroups(members.groups)
    : entriesOf(members.rules, "rules", readEntry);
  const faults = found.flatMap((each) => (Array.isArray(each) ? each : []));
  const entries = found.flatMap((each) => (Array.isArray(each) ? [] : [each]));
  faults.push(...repeated(entries));
  if (found.length === 0) faults.push({ path: "", message: "must have rules, or groups of rules" });
  if (faults.length > 0) throw unprocessable("The rules do not fit.", faults.slice(0, MOST_FAULTS));
  return entries;
}

function parseYaml(text: string): unknown {
  if (nestsTooDeep(text)) throw badRequest("The body nests too deep.");
  let value: unknown;
  try {
    const document = parseDocument(text, { schema: "core", merge: false, logLevel: "error" });
    const [fault] = document.errors;
    if (fault) throw badRequest(`The body is not valid YAML: ${fault.code} in line ${fault.linePos?.[0].line ?? 1}.`);
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    // Nesting beyond the stack, or aliases without end.
    if (error instanceof RangeError || error instanceof ReferenceError) throw badRequest("The body nests too deep.");
    throw error;
  }
  if (exceedsDepth(value, LIMITS.depth)) throw badRequest("The body nests too deep.");
  return storableValue(value);
}

/** A look that costs nothing: the parser would take seconds to find out. */
function nestsTooDeep(text: string): boolean {
  if (/(?:[-?:][ \t]+){100}/.test(text)) return true;
  let depth = 0;
  for (const character of text) {
    if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > MOST_OPEN) return true;
  }
  return false;
}

function entriesOfGroups(groups: readonly unknown[]): (Entry | InputFault[])[] {
  return groups.flatMap((group, index) => {
    const rules = group !== null && typeof group === "object" && "rules" in group ? group.rules : undefined;
    return entriesOf(rules, `groups.${index}.rules`, readPrometheusRule);
  });
}

function entriesOf(
  values: unknown,
  path: string,
  read: (value: unknown, path: string) => Entry | InputFault[],
): (Entry | InputFault[])[] {
  if (!Array.isArray(values)) return [[{ path, message: "must be a list of rules" }]];
  return values.map((value, index) => read(value, `${path}.${index}`));
}

/** A file says each rule once. */
function repeated(entries: readonly Entry[]): InputFault[] {
  const seen = new Set<string>();
  return entries.flatMap(({ path, id, definition: { name } }) => {
    const keys = [`name ${name}`, ...(id === undefined ? [] : [`id ${id}`])];
    const isKnown = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return isKnown ? [{ path, message: "another rule of the file has this id or name" }] : [];
  });
}
