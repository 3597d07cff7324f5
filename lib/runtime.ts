import { type Connection, connect, type Database } from "./db/client";
import { type Env, env } from "./env";
import { createBuffer, type IngestBuffer } from "./events/buffer";
import { createFeed, type Feed } from "./events/feed";
import type { Kept } from "./stats/analytics/source";
import { fleetSnapshot } from "./stats/fleet";

/** What this process holds once: entry points take it from here and hand the parts to the verbs. */
export interface Runtime {
  env: Env;
  connection: Connection;
  db: Database;
  /** For work that may take minutes. */
  upkeep: Database;
  buffer: IngestBuffer;
  feed: Feed;
  /** Days that raw events are kept. */
  rawDays: number;
  /** Days that rollups are kept. */
  kept: Kept;
  now: () => Date;
  /** Ends it gracefully: what was taken in is committed, streams and sessions are closed. May be called twice. */
  close(): Promise<void>;
}

// Next's bundle and the server's bundle live in one process, each with its own copy of this module.
const KEY = Symbol.for("rollcall.runtime");
const held = globalThis as { [KEY]?: Promise<Runtime> };

/** The runtime of this process, opened at first use. A failed opening is tried again at the next call. */
export function runtime(): Promise<Runtime> {
  held[KEY] ??= open().catch((error) => {
    held[KEY] = undefined;
    throw error;
  });
  return held[KEY];
}

async function open(): Promise<Runtime> {
  const settings = env();
  const connection = await connect(settings);
  const { db, send, sends, upkeep } = connection;
  const now = () => new Date();
  const rawDays = settings.RETENTION_RAW_DAYS;
  const feed = createFeed({
    db,
    listen: connection.listen,
    now,
    rawDays,
    maxClients: settings.STREAM_MAX_CLIENTS,
    fleet: () => fleetSnapshot({ db, now: now() }),
  });
  const limits = { events: settings.INGEST_BUFFER_EVENTS, commits: sends };
  const buffer = createBuffer({ db, send, now, rawDays }, limits, feed.wake);
  const end = async () => {
    try {
      await buffer.drain();
      await feed.close();
      await connection.close();
    } finally {
      // Not before: whoever asks meanwhile would open the database again.
      held[KEY] = undefined;
    }
  };
  let ended: Promise<void> | undefined;
  return {
    env: settings,
    connection,
    db,
    upkeep,
    buffer,
    feed,
    rawDays,
    kept: {
      minuteDays: settings.RETENTION_MINUTE_DAYS,
      hourlyDays: settings.RETENTION_HOURLY_DAYS,
      dailyDays: settings.RETENTION_DAILY_DAYS,
    },
    now,
    close: () => {
      ended ??= end();
      return ended;
    },
  };
}
