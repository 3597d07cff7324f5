import { ALLOWANCE_MS, COMMENT_MS, type FeedClient } from "./client";

const EVERY_MS = 500;
const LIFE_MS = 3_600_000;
/** A client that has taken nothing for this time, though its queue is full, is given up; it comes back by its cursor. */
const STALLED_MS = 5000;

export interface RoundDuties {
  /** Brings the client's position up to date before a cursor is told. */
  beforeSpeaking(client: FeedClient): void;
  /** Tells the fleet's figures where they are due. */
  tellFleet(client: FeedClient): Promise<void>;
  now: () => Date;
}

/** Looks after all open streams by one timer: comments, the fleet's figures, the end of their life, stalled ones. @returns ends it */
export function makeRounds(clients: ReadonlySet<FeedClient>, duties: RoundDuties): () => void {
  const timer = setInterval(() => {
    const now = performance.now();
    const at = duties.now().getTime();
    for (const client of clients) visit(client, now, at, duties);
  }, EVERY_MS);
  return () => clearInterval(timer);
}

function visit(client: FeedClient, now: number, at: number, { beforeSpeaking, tellFleet }: RoundDuties): void {
  if (client.outlet.stalledMs(now) > STALLED_MS) client.outlet.drop("The client reads too slowly.");
  else if (now - client.openedAt > LIFE_MS) client.outlet.close();
  if (!client.outlet.isOpen) return;
  if (now >= client.commentDueAt) {
    client.commentDueAt += COMMENT_MS;
    beforeSpeaking(client);
    client.keepAlive(at);
  }
  if (now >= client.allowanceDueAt) {
    client.allowanceDueAt = now + ALLOWANCE_MS;
    void endUnlessAllowed(client);
  }
  void tellFleet(client);
}

async function endUnlessAllowed({ subscription, outlet }: FeedClient): Promise<void> {
  if ((await subscription.isAllowed?.()) === false) outlet.close();
}
