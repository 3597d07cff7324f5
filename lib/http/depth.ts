/**
 * Whether a parsed JSON value nests arrays and objects deeper than `limit` levels. Walks without recursion, since
 * V8 parses nesting that overflows the stack of whatever recurses over it afterwards. A scalar has depth 0, `{}` has 1.
 */
export function exceedsDepth(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const node of level) {
      if (typeof node !== "object" || node === null) continue;
      if (depth >= limit) return true;
      for (const child of Array.isArray(node) ? node : Object.values(node)) {
        if (typeof child === "object" && child !== null) next.push(child);
      }
    }
    level = next;
  }
  return false;
}
