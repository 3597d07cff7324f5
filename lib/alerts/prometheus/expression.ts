import { METRICS, type MetricId } from "../metric";
import type { RuleDefinition } from "../rule";
import { type Body, OVERDUE, TOLD } from "./bodies";
import { prometheusDuration } from "./duration";
import { type Matcher, matcherOf } from "./pattern";

/** A rule's condition in PromQL, or why there is none. */
export type Expression = { expr: string; reason?: undefined } | { expr?: undefined; reason: string };

type Judged = Pick<RuleDefinition, "metric" | "scope" | "selector" | "window_seconds" | "operator" | "threshold">;

/** A rule's condition over the families of /metrics. */
export function expressionOf(rule: Judged): Expression {
  const { metric, selector } = rule;
  const { kinds, tags, bots, label } = selector;
  const scope = scopeOf(rule);
  const isOverdue = metric === "bot.overdue";
  const told = isOverdue ? { by: "bot" as const, ...OVERDUE } : TOLD[metric];
  const body = told?.[scope];
  if (!told || !body) {
    return {
      reason: `no family of /metrics tells ${metric}${told ? ` ${scope === "each" ? "one by one" : "of all"}` : ""}`,
    };
  }
  if (tags.length > 0) return { reason: "families have no label for tags" };
  if (kinds.length > 0 && (told.by !== "bot" || scope !== "each" || String(kinds) !== "worker")) {
    return { reason: "families tell kinds of bots only by worker_up, of each bot" };
  }
  if (told.by !== "bot" && bots.length > 0) return { reason: `families tell ${metric} without the bot` };
  if (told.by === "bot" && label !== null)
    return { reason: `families tell ${metric} without the ${METRICS[metric].label}` };
  if (isOverdue && (rule.operator !== ">" || rule.threshold !== 0)) {
    return { reason: "bot_up tells only whether bot.overdue is > 0" };
  }
  const matcher = matcherOf(told.by === "bot" ? bots : label === null ? [] : [label]);
  const measured = bodyText(body, told.by, matcher, prometheusDuration(rule.window_seconds), kinds.length > 0);
  return { expr: isOverdue ? `${measured} == 0` : `${measured} ${rule.operator} ${rule.threshold}` };
}

/** A metric of the fleet is of all at once, whatever the rule says. */
export const scopeOf = ({ metric, scope }: { metric: MetricId; scope: RuleDefinition["scope"] }) =>
  METRICS[metric].subject === "fleet" ? "fleet" : scope;

/** The measure, put in parentheses where a comparison would bind closer than it. */
export function bodyText(
  body: Body,
  by: string | null,
  matcher: Matcher | null,
  window: string,
  isWorker: boolean,
): string {
  const own = matcher && by ? [`${by}${matcher.operator}${JSON.stringify(matcher.value)}`] : [];
  const measured = body((...others) => {
    const all = [...own, ...others];
    return all.length === 0 ? "" : `{${all.join(", ")}}`;
  }, window);
  if (isWorker) return `(${measured} and on (bot) worker_up)`;
  return measured.endsWith("or vector(0)") ? `(${measured})` : measured;
}
