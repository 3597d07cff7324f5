import type { Database } from "../../db/client";
import type { StoredEvent } from "../../jobs/job";
import type { FeedFilter } from "./filter";
import { formatCursor } from "./position";
import { readNewest } from "./store";

const DAY_MS = 86_400_000;
const SCAN = 2000;

/**
 * What a page shows before the stream takes over: the newest events, newest first, and the cursor from which to follow.
 * @param rawDays days that raw events are kept
 */
export async function newestEvents(
  { db, now, rawDays }: { db: Database; now: Date; rawDays: number },
  filter: FeedFilter,
  limit: number,
): Promise<{ events: StoredEvent[]; since: string }> {
  const at = now.getTime();
  const oldest = new Date(at - rawDays * DAY_MS);
  const { rows, end } = await readNewest(db, { filter, oldest, limit, scan: SCAN });
  const events = rows.map((row) => ({
    event_id: row.eventId,
    type: row.type,
    bot_id: row.botId,
    time: new Date(row.time).toISOString(),
    received_at: new Date(row.receivedAt).toISOString(),
    data: JSON.parse(row.data) as Record<string, unknown>,
  }));
  return { events, since: formatCursor(end, at) };
}
