/** A label matcher: its operator and value. */
export interface Matcher {
  operator: "=" | "=~";
  value: string;
}

/**
 * Patterns, one of which must fit, as a matcher of Prometheus; null where everything does.
 *
 *     matcherOf(["press-1"])          = "press-1"
 *     matcherOf(["press-*", "zip.1"]) =~ "press-.*|zip\.1"
 */
export function matcherOf(patterns: readonly string[]): Matcher | null {
  const [only] = patterns;
  if (only === undefined) return null;
  if (patterns.length === 1 && !only.includes("*")) return { operator: "=", value: only };
  return { operator: "=~", value: patterns.map(expressionOf).join("|") };
}

/** The patterns of a matcher; null for one that says more than they can. */
export function patternsOf({ operator, value }: Matcher): string[] | null {
  if (operator === "=") return value === "" || value.includes("*") ? null : [value];
  const patterns: string[] = [];
  let pattern = "";
  for (let at = 0; at < value.length; at++) {
    const [character, next] = [value[at]!, value[at + 1] ?? " "];
    if (character === "|") {
      patterns.push(pattern);
      pattern = "";
    } else if (character === "." && next === "*") {
      pattern += "*";
      at += 1;
    } else if (character === "\\" && SPECIAL.includes(next) && next !== "*") {
      pattern += next;
      at += 1;
    } else if (SPECIAL.includes(character)) return null;
    else pattern += character;
  }
  patterns.push(pattern);
  return patterns.includes("") ? null : patterns;
}

const SPECIAL = "\\^$.|?*+()[]{}";

const expressionOf = (pattern: string): string =>
  pattern
    .split("*")
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
    .join(".*");
