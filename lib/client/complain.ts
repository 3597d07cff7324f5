import type { EventType } from "./event.ts";

/** Events that are lost for good, and why; no events where the server refuses all and they wait (a wrong key, say). */
export interface Failure {
  /** HTTP status, or 0 where nothing was sent. */
  status: number;
  detail: string;
  events: readonly { id: string; type: EventType; code: string; detail: string }[];
}

export type OnError = (failure: Failure) => void;

/** Milliseconds between two warnings. */
const quietMs = 60_000;

/** What tells of failures where the bot gives no `onError`: a line on the console, at most one a minute. */
export function warnOnConsole(): OnError {
  let quietUntil = 0;
  return (failure) => {
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + quietMs;
    if (failure.events.length === 0) {
      console.warn(
        `rollcall: refused (${failure.status} ${failure.detail}); events wait until the key or address is mended`,
      );
      return;
    }
    const first = failure.events[0];
    const example = first ? `, the first a ${first.type}: ${first.code} ${first.detail}` : "";
    console.warn(`rollcall: ${failure.events.length} events refused (${failure.status} ${failure.detail})${example}`);
  };
}

/** Calls back into the bot's code; what that throws is its own affair and must not stop the reporting. */
export function tell<T>(callback: ((news: T) => void) | undefined, news: T): void {
  try {
    callback?.(news);
  } catch (error) {
    console.error("rollcall: a callback threw", error);
  }
}
