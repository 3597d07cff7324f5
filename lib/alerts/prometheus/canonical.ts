import { OPERATORS, type Operator } from "../rule";
import { durationSeconds } from "./duration";
import type { Matcher } from "./pattern";

/** A condition in PromQL taken apart: what is measured, with the window and the picks of labels taken out. */
export interface Canonical {
  /** What is left of the measure, spelt in one way. */
  shape: string;
  operator: Operator;
  threshold: number;
  windowSeconds: number | null;
  /** Matchers of `bot`, `queue` and `job_type`. */
  picks: Map<string, Matcher>;
}

const TOKEN =
  /\s+|#[^\n]*|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+(?:ms|[smhdwy])(?:\d+(?:ms|[smhdwy]))*|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z_:][\w:]*|==|!=|>=|<=|=~|!~|[-+*/^%(){}[\],<>=])/y;
const PICKS: ReadonlySet<string> = new Set(["bot", "queue", "job_type"]);

/** Takes a condition apart. @returns what is wrong with it, in words, where it has another form */
export function canonical(expr: string): Canonical | string {
  const tokens = tokensOf(expr);
  if (tokens === null) return "it has characters that no expression of ours has";
  let end = tokens.length - 1;
  const last = tokens[end] ?? "";
  if (!/^[\d.]/.test(last) || Number.isNaN(Number(last))) return "it does not end in a comparison with a number";
  let threshold = Number(last);
  end -= 1;
  if (tokens[end] === "-" && OPERATORS.some((operator) => operator === tokens[end - 1])) {
    threshold = -threshold;
    end -= 1;
  }
  const operator = OPERATORS.find((each) => each === tokens[end]);
  if (!operator) return "it does not end in a comparison with a number";
  const found = { operator, threshold, windowSeconds: null as number | null, picks: new Map<string, Matcher>() };
  const shape = shapeOf(tokens.slice(0, end), found);
  return typeof shape === "string" ? shape : { ...found, shape: shape.join(" ") };
}

function tokensOf(expr: string): string[] | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expr.length) {
    const match = TOKEN.exec(expr);
    if (!match) return null;
    if (match[1] !== undefined) tokens.push(match[1]);
  }
  return tokens;
}

function shapeOf(tokens: readonly string[], found: Pick<Canonical, "windowSeconds" | "picks">): string[] | string {
  const shape: string[] = [];
  const picked = new Map<string, string>();
  let selectors = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token === "[") {
      const seconds = durationSeconds(tokens[at + 1] ?? "");
      if (seconds === null || tokens[at + 2] !== "]") return "a window is not a plain duration";
      if (found.windowSeconds !== null && found.windowSeconds !== seconds) return "its windows differ";
      found.windowSeconds = seconds;
      shape.push("[window]");
      at += 2;
    } else if (token === "{") {
      const close = tokens.indexOf("}", at);
      const matchers = close === -1 ? null : matchersOf(tokens.slice(at + 1, close));
      if (matchers === null) return "a selector cannot be read";
      const kept: string[] = [];
      for (const { name, matcher } of matchers) {
        if (!PICKS.has(name)) kept.push(`${name}${matcher.operator}${JSON.stringify(matcher.value)}`);
        else {
          picked.set(`${name} ${selectors}`, matcher.operator + matcher.value);
          found.picks.set(name, matcher);
        }
      }
      selectors += 1;
      if (kept.length > 0) shape.push(`{${kept.sort().join(",")}}`);
      at = close;
    } else shape.push(token);
  }
  // Every selector must pick the same, for a rule picks once; without braces is without a pick.
  for (const [name, matcher] of found.picks) {
    const own = [...picked].filter(([key]) => key.startsWith(`${name} `));
    const places = shape.filter((token) => FAMILY.test(token) && !token.startsWith("worker_up")).length;
    if (own.length !== Math.max(1, places) || own.some(([, text]) => text !== matcher.operator + matcher.value)) {
      return "its selectors differ";
    }
  }
  return shape;
}

/** Families of ours; all else in an expression is a function, a keyword or a label. */
const FAMILY = /^(bot|job|queue|system|worker)_[a-z_]+$/;

function matchersOf(tokens: readonly string[]): { name: string; matcher: Matcher }[] | null {
  const matchers: { name: string; matcher: Matcher }[] = [];
  for (let at = 0; at < tokens.length; at += 4) {
    const [name, operator, quoted, comma] = tokens.slice(at, at + 4);
    if (name === undefined || quoted === undefined || (operator !== "=" && operator !== "=~")) return null;
    if (comma !== undefined && comma !== ",") return null;
    const value = unquoted(quoted);
    if (value === null) return null;
    matchers.push({ name, matcher: { operator, value } });
  }
  return matchers;
}

function unquoted(text: string): string | null {
  if (!/^["']/.test(text)) return null;
  try {
    const inner = text.slice(1, -1);
    return JSON.parse(
      text.startsWith('"') ? text : `"${inner.replaceAll("\\'", "'").replaceAll('"', '\\"')}"`,
    ) as string;
  } catch {
    return null;
  }
}
