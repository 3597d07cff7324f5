import type { Database } from "../../../db/client";
import { selectClosedTotals, selectRecentTotals, type Total } from "./store";

const DAY_MS = 86_400_000;

/** The closed months of a database, as this process read them once. */
interface Closed {
  since: number;
  readAt: Date;
  totals: Promise<Total[]>;
}

const closedOf = new WeakMap<Database, Closed>();

/**
 * What every bot ever counted, by series: rows of the same key are to be added up. Months in which no event can arrive any
 * more are read once a process: what they hold does not change, and is carried on where retention drops them.
 * @param rawDays days after which events are refused
 * @param firstSeen the bots that there are, and since when: of one that was deleted and came again only the new life counts
 */
export async function readTotals(
  { db, now }: { db: Database; now: Date },
  rawDays: number,
  firstSeen: () => Promise<ReadonlyMap<string, Date>>,
): Promise<Total[]> {
  const since = openSince(now, rawDays);
  const closed = readClosed({ db, now }, since);
  const [before, recent, bots] = await Promise.all([closed.totals, selectRecentTotals(db, since), firstSeen()]);
  const isSame = ({ botId }: Total) => {
    const seen = bots.get(botId);
    return seen !== undefined && seen <= closed.readAt;
  };
  return [...before.filter(isSame), ...recent.filter(({ botId }) => bots.has(botId))];
}

/**
 * The first month that may still change: an event may be as old as raw events are kept, and complete a run whose other
 * half was as old as that when it came.
 *
 *     openSince(2026-11-23, 7) 2026-11-01
 *     openSince(2026-11-10, 7) 2026-10-01
 */
export function openSince(now: Date, rawDays: number): Date {
  const oldest = new Date(now.getTime() - (2 * rawDays + 2) * DAY_MS);
  return new Date(Date.UTC(oldest.getUTCFullYear(), oldest.getUTCMonth(), 1));
}

function readClosed({ db, now }: { db: Database; now: Date }, since: Date): Closed {
  const known = closedOf.get(db);
  if (known?.since === since.getTime()) return known;
  const read: Closed = { since: since.getTime(), readAt: now, totals: selectClosedTotals(db, since) };
  closedOf.set(db, read);
  read.totals.catch(() => closedOf.get(db) === read && closedOf.delete(db));
  return read;
}
