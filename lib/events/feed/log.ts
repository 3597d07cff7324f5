import type { Database } from "../../db/client";
import { BEGINNING, type Cursor, type Position, parseCursor } from "./position";
import { type FeedPage, type FeedRead, type Horizon, readFeed, readHorizon } from "./store";
import { createTurns } from "./turns";

const DAY_MS = 86_400_000;
const CONCURRENT_READS = 4;

/** Where a client begins, and why not where it asked to. */
export interface Beginning {
  position: Position;
  reset: "too_old" | "unknown" | null;
}

export type LogRead = Omit<FeedRead, "oldest">;

/** The stored feed as this process reads it. */
export interface FeedLog {
  /** Rows older than this are gone. */
  oldest(): Date;
  /** @param since a cursor; `0` for the oldest kept; null for now. @throws Problem 400 for what is no cursor */
  beginning(since: string | null): Promise<Beginning>;
  read(page: LogRead): Promise<FeedPage>;
  /** {@link read} for one of many clients, which take turns. */
  readInTurn(page: LogRead): Promise<FeedPage>;
}

export function createFeedLog({ db, now, rawDays }: { db: Database; now: () => Date; rawDays: number }): FeedLog {
  const turn = createTurns(CONCURRENT_READS);
  const oldest = () => new Date(now().getTime() - rawDays * DAY_MS);
  const read = (page: LogRead) => readFeed(db, { ...page, oldest: oldest() });

  const beginning = async (since: string | null): Promise<Beginning> => {
    if (since === "0") return { position: BEGINNING, reset: null };
    const cursor = since === null ? null : parseCursor(since);
    if (cursor && cursor.at < oldest().getTime()) return { position: BEGINNING, reset: "too_old" };
    const { end, ...limits } = await readHorizon(db);
    if (cursor && isOfAnotherDatabase(cursor, limits)) return { position: BEGINNING, reset: "unknown" };
    return { position: cursor ?? end, reset: null };
  };

  return { oldest, beginning, read, readInTurn: (page) => turn(() => read(page)) };
}

/**
 * A cursor from a database that was further than this one, or from before this one was restored: the restore gave all
 * events new places, in one transaction.
 */
function isOfAnotherDatabase(cursor: Cursor, { nextXid, restored }: Omit<Horizon, "end">): boolean {
  const isFromBefore = restored !== null && cursor.at < restored.at && cursor.xid !== restored.xid;
  return isFromBefore || cursor.xid > nextXid;
}
