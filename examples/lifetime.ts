import { setMaxListeners } from "node:events";

/** Aborted when the program is asked to end: Ctrl-C, SIGTERM, or the demo that started it is gone. */
export function untilStopped(): AbortSignal {
  const stopping = new AbortController();
  // Everything that waits listens to it.
  setMaxListeners(0, stopping.signal);
  const stop = () => stopping.abort();
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("disconnect", stop);
  return stopping.signal;
}

/** Waits; ends early when the signal is aborted. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

/** Does something again and again, with a wait between, until the signal is aborted. The first time is at once. */
export async function every(ms: number, signal: AbortSignal, act: () => Promise<void> | void): Promise<void> {
  while (!signal.aborted) {
    await act();
    await sleep(ms, signal);
  }
}
