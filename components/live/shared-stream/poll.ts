import type { Arrival, Channel, FeedEntry } from "./wire";

const TIMEOUT_MS = 4000;
const LIMIT = 500;

/** One answer of the polled feed. */
export interface Page {
  arrivals: Arrival[];
  next: string;
  /** The cursor was too old or of another database. */
  reset: boolean;
}

/** Why there is no answer. */
export type NoAnswer = "unreachable" | "signed-out";

/**
 * Asks once for what the feed has after a cursor.
 * @param since null: nothing, but where the feed stands now
 */
export async function pollOnce(since: string | null, channels: readonly Channel[]): Promise<Page | NoAnswer> {
  const query = new URLSearchParams({ channels: channels.join(), limit: String(LIMIT) });
  if (since !== null) query.set("since", since);
  try {
    const response = await fetch(`/api/events?${query}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      cache: "no-store",
    });
    if (isSignedOut(response)) return "signed-out";
    if (!response.ok) return "unreachable";
    const body = (await response.json()) as {
      events: (FeedEntry & { cursor: string })[];
      next_since: string;
      reset?: boolean;
    };
    const arrivals = body.events.map(({ cursor, ...entry }) => ({ cursor, entry }));
    return { arrivals, next: body.next_since, reset: body.reset === true };
  } catch {
    return "unreachable";
  }
}

/** Whether the answer says that the session has ended. */
export const isSignedOut = (response: Response): boolean => response.status === 401 || response.status === 403;
