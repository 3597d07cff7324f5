import { countFed } from "../../telemetry/metrics/own";
import { CHANNELS } from "../event";
import type { FeedClient } from "./client";
import { Hub } from "./hub";
import type { FeedLog } from "./log";
import { comparePositions, later } from "./position";
import type { FeedRow } from "./store";
import { Tail } from "./tail";

/** Samples are not announced one by one: `metrics:update` sums them up. */
export const ANNOUNCED = CHANNELS.filter((channel) => channel !== "metrics");

const TAIL_SCAN = 1000;
const CATCH_UP_SCAN = 500;
/** A filter that finds nothing looks further at once, up to this many rows. */
const CATCH_UP_SCAN_MOST = 8000;
const RETRY_MS = 500;
/** While what a client has yet to get is committed but not readable. */
const HELD_MS = { first: 15, most: 250 };

/** The clients that follow the feed and what reads it for them; exists only while there is one. */
export class Following {
  readonly #tail: Tail;
  readonly #hub: Promise<Hub>;
  /** The hub, once the tail has found where the feed ends. */
  #started: Hub | null = null;

  constructor(private readonly feedLog: FeedLog) {
    let start: (hub: Hub) => void;
    this.#hub = new Promise((resolve) => {
      start = resolve;
    });
    const filter = { channels: ANNOUNCED, botId: null };
    this.#tail = new Tail(
      {
        start: async () => (await feedLog.beginning(null)).position,
        read: (from, isPatient) => feedLog.read({ from, filter, scan: TAIL_SCAN, isPatient }),
      },
      (end) => {
        this.#started = new Hub(end, (client) => void this.add(client));
        start(this.#started);
      },
      ({ rows, next }) => {
        measure(rows);
        this.#started?.append(rows, next);
      },
    );
    void this.#tail.run();
  }

  /** Brings a client from its position up to the end of the feed, at the pace at which it reads, and keeps it there. */
  async add(client: FeedClient): Promise<void> {
    let scan = CATCH_UP_SCAN;
    let heldMs = HELD_MS.first;
    while (client.outlet.isOpen) {
      await client.outlet.ready();
      const hub = await this.#hub;
      if (!client.outlet.isOpen || hub.join(client)) return;
      const { end } = hub;
      const missed = hub.missedBy(client);
      if (missed) {
        await client.feed(missed, end);
        continue;
      }
      try {
        const from = client.position;
        const { rows, next, more, held } = await this.feedLog.readInTurn({
          from,
          filter: client.subscription.filter,
          scan,
          isPatient: true,
        });
        scan = rows.length > 0 ? CATCH_UP_SCAN : Math.min(CATCH_UP_SCAN_MOST, scan * 2);
        // All before the end could be read by now; what was not is deleted, or too old to be told.
        await client.feed(rows, more || held ? next : later(next, end));
        if (comparePositions(client.position, from) > 0) heldMs = HELD_MS.first;
        else {
          await pause(heldMs);
          heldMs = Math.min(HELD_MS.most, heldMs * 2);
        }
      } catch {
        // The database is away: the stream stays open, and goes on when it is back.
        await pause(RETRY_MS);
      }
    }
  }

  remove(client: FeedClient): void {
    this.#started?.leave(client);
  }

  /** Moves the position of a client that is up with the feed past what its filter left out. */
  refresh(client: FeedClient): void {
    if (this.#started?.isLive(client)) client.skipTo(this.#started.end);
  }

  wake(): void {
    this.#tail.wake();
  }

  end(): void {
    this.#tail.end();
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Counts events that go to the streams, and how long the one that waited longest did. */
function measure(rows: readonly FeedRow[]): void {
  if (rows.length === 0) return;
  const oldest = rows.reduce((least, { receivedAt }) => Math.min(least, receivedAt), Number.POSITIVE_INFINITY);
  countFed(rows.length, Math.max(0, Date.now() - oldest));
}
