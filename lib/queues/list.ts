import type { Database } from "../db/client";
import { parseQueueList, queueCursor } from "./list-query";
import { compareQueues, sortValueOf } from "./order";
import type { Queue, QueuePage } from "./queue";
import { type QueueSample, selectQueueFlows, selectQueues, selectQueueTrends, selectQueueWorked } from "./store";
import { queuesOf, totalsOf, trendSpan } from "./summary";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * A page of the queues, with how many there are, how many fit, and what all of them hold together.
 * @param search the members of a URL's query: see list-query.ts
 * @throws Problem 400 when the query makes no sense
 */
export async function listQueues(
  { db, now }: { db: Database; now: Date },
  search: Record<string, string | undefined>,
): Promise<QueuePage> {
  const request = parseQueueList(search);
  const [{ queues, samples }, worked] = await Promise.all([
    readQueues({ db, now }),
    request.bot === undefined ? null : selectQueueWorked(db, request.bot),
  ]);
  const ofBot = new Set([worked, ...samples.filter(({ botId }) => botId === request.bot).map(({ queue }) => queue)]);
  const matching = queues.filter(
    ({ queue }) => queue.toLowerCase().includes(request.text) && (request.bot === undefined || ofBot.has(queue)),
  );
  const compare = compareQueues(request);
  const placed = matching
    .map((queue) => ({ queue, position: { value: sortValueOf(queue, request.sort), queue: queue.queue } }))
    .filter(({ position }) => !request.after || compare(position, request.after) > 0)
    .sort((a, b) => compare(a.position, b.position));
  const page = placed.slice(0, request.limit);
  const last = page.at(-1);
  return {
    queues: page.map(({ queue }) => queue),
    next_cursor: last && placed.length > page.length ? queueCursor(request, last.position) : null,
    total: queues.length,
    matching: matching.length,
    totals: totalsOf(queues),
  };
}

/** Every queue as it is now, in no order, and the samples it was told by. */
export async function readQueues({
  db,
  now,
}: {
  db: Database;
  now: Date;
}): Promise<{ queues: Queue[]; samples: QueueSample[] }> {
  const end = (Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS;
  const [samples, flows, hours] = await Promise.all([
    selectQueues(db),
    selectQueueFlows(db, { from: new Date(end - HOUR_MS), to: new Date(end) }),
    selectQueueTrends(db, trendSpan(now)),
  ]);
  return { queues: queuesOf({ samples, flows, hours }, now), samples };
}

/** The deepest queues, the deepest first. */
export function deepest(queues: readonly Queue[], limit: number): Queue[] {
  const compare = compareQueues({ descending: true });
  const position = (queue: Queue) => ({ value: queue.pending, queue: queue.queue });
  return queues
    .filter(({ sampled_at }) => sampled_at !== null)
    .sort((a, b) => compare(position(a), position(b)))
    .slice(0, limit);
}
