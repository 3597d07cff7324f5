/**
 * The fleet's figures as JSON text, computed once for all who ask within a time: a thousand streams want them.
 * @returns null where they cannot be had
 */
export function rememberFleet(read: () => Promise<object>, freshMs: number): () => Promise<string | null> {
  let held: Promise<string | null> | null = null;
  let heldSince = 0;
  return () => {
    const now = performance.now();
    if (held === null || now - heldSince > freshMs) {
      held = read().then(JSON.stringify, () => null);
      heldSince = now;
    }
    return held;
  };
}
