/** A string, what stands in braces, a duration in brackets, a comparison, or any other character. */
const TOKENS = /"(?:[^"\\]|\\.)*"|\{[^}]*\}|\[[^\]]*\]|==|!=|<=|>=|<|>|[\s\S]/g;
const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<=", ">=", "<", ">"]);

/**
 * The same expression with each comparison telling 0 or 1 instead of leaving out what does not hold: it has data exactly
 * where the rule has something to compare.
 *
 *     comparing('up{job!="a"} == 0')   'up{job!="a"} ==bool  0'
 */
export function comparing(expr: string): string {
  return (expr.match(TOKENS) ?? []).map((token) => (COMPARISONS.has(token) ? `${token}bool ` : token)).join("");
}
