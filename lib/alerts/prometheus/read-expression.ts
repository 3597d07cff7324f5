import { METRIC_IDS, METRICS, type MetricId } from "../metric";
import type { RuleDefinition } from "../rule";
import { OVERDUE, TOLD } from "./bodies";
import { canonical } from "./canonical";
import { bodyText } from "./expression";
import { patternsOf } from "./pattern";

/** What an expression says of a rule. */
export type Judgement = Pick<RuleDefinition, "metric" | "scope" | "selector" | "operator" | "threshold"> & {
  window_seconds?: number;
};

/** Reads a condition over the families of /metrics, in the shapes in which rules are exported. @returns what is wrong with it, where it has another */
export function readExpression(expr: string): Judgement | string {
  const read = canonical(expr);
  if (typeof read === "string") return read;
  const shape = SHAPES.get(read.shape);
  if (!shape) return "it has none of the shapes in which rules are exported";
  const { metric, scope, by, isWorker } = shape;
  const selector: RuleDefinition["selector"] = { bots: [], tags: [], kinds: isWorker ? ["worker"] : [], label: null };
  for (const [name, matcher] of read.picks) {
    const patterns = name === by ? patternsOf(matcher) : null;
    if (patterns === null || (by !== "bot" && patterns.length > 1)) return `its ${name} cannot be picked by a rule`;
    if (by === "bot") selector.bots = patterns;
    else selector.label = patterns[0]!;
  }
  const window = read.windowSeconds === null ? {} : { window_seconds: read.windowSeconds };
  if (metric !== "bot.overdue")
    return { metric, scope, selector, ...window, operator: read.operator, threshold: read.threshold };
  const isDown = (read.operator === "==" && read.threshold === 0) || (read.operator === "<" && read.threshold === 1);
  return isDown ? { metric, scope, selector, operator: ">", threshold: 0 } : "bot_up can only be compared with == 0";
}

interface Shape {
  metric: MetricId;
  scope: RuleDefinition["scope"];
  by: string | null;
  isWorker: boolean;
}

const SHAPES = shapes();

function shapes(): Map<string, Shape> {
  const found = new Map<string, Shape>();
  for (const metric of METRIC_IDS) {
    const told = metric === "bot.overdue" ? { by: "bot" as const, ...OVERDUE } : TOLD[metric];
    for (const scope of ["each", "fleet"] as const) {
      const body = told?.[scope];
      if (!body) continue;
      for (const isWorker of told.by === "bot" && scope === "each" ? [false, true] : [false]) {
        const read = canonical(`${bodyText(body, told.by, null, "1h", isWorker)} > 0`);
        if (typeof read === "string" || found.has(read.shape)) continue;
        // A metric of the fleet needs no scope.
        const isFleet = METRICS[metric].subject === "fleet";
        found.set(read.shape, { metric, scope: isFleet ? "each" : scope, by: told.by, isWorker });
      }
    }
  }
  return found;
}
