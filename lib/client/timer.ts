/** The longest wait of a timer, in milliseconds: one that is told more ends at once. */
const longestMs = 2 ** 31 - 1;

/** Starts a timer that does not keep the process alive, where the runtime can do that. Returns what cancels it. */
export function startTimer(ms: number, then: () => void): () => void {
  const timer: unknown = setTimeout(then, Math.min(ms, longestMs));
  unref(timer);
  return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0]);
}

/** Node's timers unref themselves; Deno's are numbers and are told through `Deno`; browsers have no need. */
function unref(timer: unknown): void {
  if (typeof timer === "object" && timer !== null && "unref" in timer && typeof timer.unref === "function") {
    timer.unref();
    return;
  }
  const { Deno: deno } = globalThis as { Deno?: { unrefTimer?: (id: unknown) => void } };
  deno?.unrefTimer?.(timer);
}

/**
 * Waits. Ends early, without an error, when the signal is aborted.
 * @param keepAlive whether the wait keeps the process alive
 */
export function pause(ms: number, signal: AbortSignal, keepAlive = false): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = () => {
      cancel();
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = keepAlive ? startHoldingTimer(ms, finish) : startTimer(ms, finish);
    signal.addEventListener("abort", finish);
  });
}

/** Starts a timer that keeps the process alive. Returns what cancels it. */
export function startHoldingTimer(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, Math.min(ms, longestMs));
  return () => clearTimeout(timer);
}
