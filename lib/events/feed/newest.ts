import type { Database } from "../../db/client";
import type { StoredEvent } from "../../jobs/job";
import { withoutText } from "../../messages/masking";
import type { FeedFilter } from "./filter";
import { formatCursor } from "./position";
import { type EventKey, type EventRow, readEvent, readNewest } from "./store";

const DAY_MS = 86_400_000;
const SCAN = 2000;

/**
 * What a page shows before the stream takes over: the newest events, newest first, messages without their text, and the
 * cursor from which to follow.
 * @param rawDays days that raw events are kept
 * @param filter with a type where only events of this one are asked for
 */
export async function newestEvents(
  { db, now, rawDays }: { db: Database; now: Date; rawDays: number },
  filter: FeedFilter & { type?: string | null },
  limit: number,
): Promise<{ events: StoredEvent[]; since: string }> {
  const at = now.getTime();
  const oldest = new Date(at - rawDays * DAY_MS);
  const { rows, end } = await readNewest(db, { filter, oldest, limit, scan: SCAN });
  return { events: rows.map(toEvent), since: formatCursor(end, at) };
}

/** One event as a page shows it, a message without its text; null where there is none. */
export async function eventOf({ db }: { db: Database }, key: EventKey): Promise<StoredEvent | null> {
  const row = await readEvent(db, key);
  return row && toEvent(row);
}

const toEvent = (row: EventRow): StoredEvent => ({
  event_id: row.eventId,
  type: row.type,
  bot_id: row.botId,
  time: new Date(row.time).toISOString(),
  received_at: new Date(row.receivedAt).toISOString(),
  data: withoutText(row.type, JSON.parse(row.data)),
});
