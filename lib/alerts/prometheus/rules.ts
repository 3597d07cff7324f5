import { z } from "zod";
import { inputFaults } from "../../http/json";
import type { InputFault } from "../../http/problem";
import { SEVERITIES } from "../../notify/notice";
import { type Entry, type IdentifiedRule, readEntry, spareDefinition } from "../exchange/entry";
import { METRICS } from "../metric";
import { canonical } from "./canonical";
import { durationSeconds, prometheusDuration } from "./duration";
import { expressionOf } from "./expression";
import { readExpression } from "./read-expression";

/** An alerting rule as Prometheus has it. */
export interface PrometheusRule {
  alert: string;
  expr: string;
  for?: string;
  keep_firing_for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** Holds all that a rule says, so that reading it back gives the very same. */
const ANNOTATION = "rollcall_rule";

/** A rule for Prometheus, or why it cannot be one. @param publicUrl where runbooks are served, if that is known */
export function prometheusRule(
  rule: IdentifiedRule,
  publicUrl: string | undefined,
): PrometheusRule | { reason: string } {
  const told = expressionOf(rule);
  if (told.expr === undefined) return { reason: told.reason };
  const runbook = rule.runbook_url?.startsWith("/") ? publicUrl && publicUrl + rule.runbook_url : rule.runbook_url;
  const own = Object.entries(rule.labels).filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && !RESERVED.test(name));
  const { title } = METRICS[rule.metric];
  return {
    alert: rule.name,
    expr: told.expr,
    ...(rule.for_seconds > 0 && { for: prometheusDuration(rule.for_seconds) }),
    ...(rule.keep_firing_seconds > 0 && { keep_firing_for: prometheusDuration(rule.keep_firing_seconds) }),
    labels: { ...Object.fromEntries(own.map(([name, value]) => [name, literal(value)])), severity: rule.severity },
    annotations: {
      summary: `${literal(title)} is {{ $value }}`,
      ...(rule.description !== "" && { description: literal(rule.description) }),
      ...(runbook && { runbook_url: literal(runbook) }),
      // Two braces begin a template of Prometheus; within JSON they stand only in texts.
      [ANNOTATION]: JSON.stringify(spareDefinition(rule)).replaceAll("{{", "{\\u007b"),
    },
  };
}

const RESERVED = /^(__|alertname$|severity$)/;

/** Text that Prometheus leaves as it is. */
const literal = (text: string): string => text.replaceAll("{{", '{{ "{{" }}');

const ruleSchema = z.looseObject({
  alert: z.string().trim().min(1).max(200),
  expr: z.union([z.string(), z.number()]).transform(String),
  for: z.string().optional(),
  keep_firing_for: z.string().optional(),
  labels: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
});
type Given = z.infer<typeof ruleSchema>;

/** Reads an alerting rule of Prometheus: one that was exported here, or one of the same shape. @returns the entry, or its faults by path */
export function readPrometheusRule(value: unknown, path: string): Entry | InputFault[] {
  if (value !== null && typeof value === "object" && "record" in value) {
    return [{ path: `${path}.record`, message: "recording rules cannot be taken: Rollcall records what it keeps" }];
  }
  const parsed = ruleSchema.safeParse(value);
  if (!parsed.success) {
    return inputFaults(parsed.error).map((fault) => ({ ...fault, path: fault.path ? `${path}.${fault.path}` : path }));
  }
  const given = parsed.data;
  const own = ownRule(given, path);
  if (own !== null && (Array.isArray(own) || isAsExported(own, given))) return own;
  return readStranger(given, path, own);
}

/** What the annotation says. Null where there is none. */
function ownRule({ annotations }: Given, path: string): Entry | InputFault[] | null {
  const text = annotations[ANNOTATION];
  if (text === undefined) return null;
  try {
    return readEntry(JSON.parse(text), `${path}.annotations.${ANNOTATION}`);
  } catch {
    return [{ path: `${path}.annotations.${ANNOTATION}`, message: "is not the JSON of a rule" }];
  }
}

/** Whether nothing that decides was changed since. */
function isAsExported({ id, definition }: Entry, given: Given): boolean {
  const exported = prometheusRule({ ...definition, id: id ?? "" }, undefined);
  return (
    !("reason" in exported) &&
    (["alert", "expr", "for", "keep_firing_for"] as const).every((member) => exported[member] === given[member]) &&
    given.labels.severity === definition.severity
  );
}

/** A rule by what Prometheus reads of it; `own` adds what that does not say. */
function readStranger(given: Given, path: string, own: Entry | null): Entry | InputFault[] {
  const judged = readExpression(given.expr);
  if (typeof judged === "string") return [{ path: `${path}.expr`, message: `cannot be taken: ${judged}` }];
  const seconds = { for: durationSeconds(given.for ?? "0s"), keep: durationSeconds(given.keep_firing_for ?? "0s") };
  if (seconds.for === null) return [{ path: `${path}.for`, message: "is no duration" }];
  if (seconds.keep === null) return [{ path: `${path}.keep_firing_for`, message: "is no duration" }];
  const { severity = "warning", ...labels } = given.labels;
  if (!SEVERITIES.some((each) => each === severity)) {
    return [{ path: `${path}.labels.severity`, message: `must be one of ${SEVERITIES.join(", ")}` }];
  }
  // Two metrics can have one shape: what the annotation names is kept.
  const isSameShape = own !== null && shapeOf(expressionOf(own.definition).expr) === shapeOf(given.expr);
  const { metric, scope } = isSameShape ? own.definition : judged;
  const { description = "", runbook_url = null } = given.annotations;
  return readEntry(
    {
      ...(own ? { id: own.id, ...own.definition } : { description, runbook_url, labels }),
      ...{ name: given.alert, severity, ...judged, metric, scope },
      ...{ for_seconds: seconds.for, keep_firing_seconds: seconds.keep },
    },
    path,
  );
}

function shapeOf(expr: string | undefined): string | null {
  const read = expr === undefined ? "" : canonical(expr);
  return typeof read === "string" ? null : read.shape;
}
