import type { FeedFilter } from "./filter";
import type { FeedLog } from "./log";
import { formatCursor, positionAfter } from "./position";
import { pollJson } from "./shape";
import type { FeedRow } from "./store";

const LEAST_SCAN = 500;
/** A rare filter over a long log gives an empty page after this time, from which the caller goes on. */
const BUDGET_MS = 2000;

export interface PollQuery {
  filter: FeedFilter;
  since: string | null;
  limit: number;
  /** Messages are told without their text. */
  isMasked: boolean;
}

/** One answer of the feed by polling, as JSON text: the events after a cursor, oldest first, and the cursor after them. */
export async function pollFeed(
  feedLog: FeedLog,
  now: () => Date,
  { filter, since, limit, isMasked }: PollQuery,
): Promise<string> {
  const { position, reset } = await feedLog.beginning(since);
  const answer = (rows: readonly FeedRow[], next: string) =>
    `{"events":[${rows.map((row) => pollJson(row, isMasked)).join(",")}],"next_since":"${next}"${reset ? ',"reset":true' : ""}}`;
  if (since === null) return answer([], formatCursor(position, now().getTime()));

  const startedAt = performance.now();
  const found: FeedRow[] = [];
  let from = position;
  let isMore = true;
  while (isMore && found.length < limit && performance.now() - startedAt < BUDGET_MS) {
    const page = await feedLog.read({ from, filter, scan: Math.max(limit, LEAST_SCAN), isPatient: true });
    found.push(...page.rows);
    from = page.next;
    isMore = page.more;
  }
  if (found.length <= limit) return answer(found, formatCursor(from, now().getTime()));
  const last = found[limit - 1]!;
  return answer(found.slice(0, limit), formatCursor(positionAfter(last), last.receivedAt));
}
