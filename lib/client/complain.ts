import type { EventType } from "./event.ts";

/**
 * What went wrong with the reporting. `refused`: `events` are lost for good. `held`: the server refuses everything (a wrong
 * key, say), so all waits. `unreachable`: no try got through, so all waits. `full`: the buffer had to drop its first events.
 * `closed`: the client has ended, and what waits is lost.
 */
export interface Failure {
  kind: "refused" | "held" | "unreachable" | "full" | "closed";
  /** HTTP status, or 0 where there was no answer. */
  status: number;
  detail: string;
  /** The events refused; empty for the other kinds. */
  events: readonly { id: string; type: EventType; code: string; detail: string }[];
  /** Events that wait at this moment. */
  waiting: number;
  /** Events dropped since the client was made. */
  dropped: number;
}

export type OnError = (failure: Failure) => void;

/** Milliseconds between two warnings of a kind. */
const quietMs = 60_000;

/** What tells of failures where the bot gives no `onError`: a line on the console, at most one a minute of each kind. */
export function warnOnConsole(): OnError {
  const quietUntil = new Map<Failure["kind"], number>();
  return (failure) => {
    const now = Date.now();
    if (now < (quietUntil.get(failure.kind) ?? 0)) return;
    quietUntil.set(failure.kind, now + quietMs);
    console.warn(`rollcall: ${wordsOf(failure)}`);
  };
}

function wordsOf({ kind, status, detail, events, waiting, dropped }: Failure): string {
  const why = status > 0 ? `${status} ${detail}`.trim() : detail;
  const totals = `events waiting: ${waiting}, dropped: ${dropped}`;
  if (kind === "held") return `refused (${why}) until the key or address is mended; ${totals}`;
  if (kind === "unreachable") return `cannot be reached (${why}); ${totals}`;
  if (kind === "full") return `the buffer is full (${why}); ${totals}`;
  if (kind === "closed") return `closed (${why}); events unsent: ${waiting}, dropped: ${dropped}`;
  const first = events[0];
  const example = first ? `, the first a ${first.type}: ${first.code} ${first.detail}` : "";
  return `${events.length} events refused (${why})${example}`;
}

/**
 * Calls back into the bot's code; what that throws is its own affair and must not stop the reporting.
 * @returns what the callback returned, undefined where it threw
 */
export function tell<News, Reply>(callback: ((news: News) => Reply) | undefined, news: News): Reply | undefined {
  try {
    return callback?.(news);
  } catch (error) {
    console.error("rollcall: a callback threw", error);
    return undefined;
  }
}
