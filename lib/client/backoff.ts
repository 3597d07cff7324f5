/** How waits between tries grow. */
export interface BackoffOptions {
  /** Upper bound of the first wait, in milliseconds. */
  baseMs: number;
  /** Upper bound of every wait, in milliseconds. */
  capMs: number;
}

/**
 * Exponential backoff with full jitter: a wait drawn evenly from 0 to `baseMs × 2^attempt`, at most `capMs`. Full jitter
 * spreads a fleet that lost its server at one moment over the whole span, so it does not come back as one blow.
 * @param attempt 0 for the wait after the first failure
 */
export function backoffMs(attempt: number, options: BackoffOptions, random: () => number = Math.random): number {
  const bound = Math.min(options.capMs, options.baseMs * 2 ** Math.min(attempt, 30));
  return random() * bound;
}

/** The longest wait that a `Retry-After` can impose, in milliseconds. A wrong header must not silence a bot for a day. */
const retryAfterCapMs = 300_000;

/**
 * Reads a `Retry-After` header: seconds or an HTTP date.
 * @returns milliseconds to wait, 0 where the header is missing or unreadable
 */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null || header.trim() === "") return 0;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), retryAfterCapMs) : 0;
}
