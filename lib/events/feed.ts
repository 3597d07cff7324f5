import type { Connection, Database } from "../db/client";
import { unavailable } from "../http/problem";
import { sseEvent, sseOpening } from "../http/sse";
import { FeedClient, type Subscription } from "./feed/client";
import { ANNOUNCED, Following } from "./feed/following";
import { type Beginning, createFeedLog } from "./feed/log";
import { createNotifier } from "./feed/notifier";
import { type PollQuery, pollFeed } from "./feed/poll";
import { makeRounds } from "./feed/rounds";
import { notifyFeeds } from "./feed/store";

const NOTICES = "rollcall_feed";
const RETRY_MS = 2000;
const METRICS_MS = 30_000;

export interface FeedOptions {
  db: Database;
  listen: Connection["listen"];
  now: () => Date;
  /** Days that raw events are kept. */
  rawDays: number;
  /** Streams that may be open at once. */
  maxClients: number;
  /** The fleet's figures for `metrics:update`. */
  fleet: () => Promise<object>;
}

/** The feed of this process: every event that was committed, each once and in one order, to whoever follows it. */
export interface Feed {
  /**
   * Opens a stream of Server-Sent Events.
   * @param since a cursor; `0` for the oldest kept; null for now
   * @param signal ends the stream
   * @throws Problem 400 for what is no cursor, 503 when as many streams are open as may be
   */
  open(subscription: Subscription, since: string | null, signal?: AbortSignal): Promise<ReadableStream<BufferSource>>;
  /** One answer of the same feed by polling, as JSON text. @throws Problem 400 for what is no cursor */
  poll(query: PollQuery): Promise<string>;
  /** Streams that are open. */
  readonly clients: number;
  /** To be called after each commit of this process. */
  wake(): void;
  /** Ends every stream. */
  close(): Promise<void>;
}

/** Makes the feed; it reads nothing until somebody follows it. */
export function createFeed(options: FeedOptions): Feed {
  const { db, listen, now, maxClients, fleet } = options;
  const origin = crypto.randomUUID();
  const feedLog = createFeedLog(options);
  const notify = listen ? createNotifier(() => notifyFeeds(db, NOTICES, origin)) : () => {};
  const clients = new Set<FeedClient>();
  let following: Following | null = null;
  let endRounds = () => {};
  let listening: Promise<() => Promise<void>> | undefined;
  let isClosed = false;

  const open: Feed["open"] = async ({ filter, ...form }, since, signal) => {
    refuseIfFull();
    const beginning = await feedLog.beginning(since);
    refuseIfFull();
    const wanted = filter.channels ?? ANNOUNCED;
    const announced = { channels: ANNOUNCED.filter((channel) => wanted.includes(channel)), botId: filter.botId };
    const client = new FeedClient({ ...form, filter: announced }, beginning.position, forget);
    clients.add(client);
    greet(client, beginning.reset);
    follow(client);
    if (form.shape === "event" && (filter.channels?.includes("metrics") ?? true))
      client.metricsDueAt = performance.now();
    void tellFleet(client);
    if (signal) {
      const leave = () => client.outlet.close();
      if (signal.aborted) leave();
      else signal.addEventListener("abort", leave, { once: true });
    }
    return client.outlet.stream;
  };

  const refuseIfFull = () => {
    if (isClosed) throw unavailable("Rollcall is shutting down.");
    if (clients.size >= maxClients) throw unavailable(`${maxClients} streams are open, and more are not served.`, 10);
  };

  const greet = (client: FeedClient, reset: Beginning["reset"]) => {
    const at = now().getTime();
    client.say((cursor) => sseOpening(cursor, RETRY_MS), at);
    if (reset === null) return;
    const data = JSON.stringify({ reason: reset, from: feedLog.oldest().toISOString() });
    client.say((cursor) => sseEvent(cursor, "reset", data), at);
  };

  const follow = (client: FeedClient) => {
    if (following === null) {
      following = new Following(feedLog);
      endRounds = makeRounds(clients, { beforeSpeaking: (each) => following?.refresh(each), tellFleet, now });
      listening ??= listen?.(NOTICES, (sender) => {
        if (sender !== origin) following?.wake();
      });
    }
    void following.add(client);
  };

  const tellFleet = async (client: FeedClient) => {
    if (performance.now() < client.metricsDueAt) return;
    client.metricsDueAt += METRICS_MS;
    const figures = await fleet().catch(() => null);
    if (figures === null) return;
    const data = JSON.stringify(figures);
    following?.refresh(client);
    client.say((cursor) => sseEvent(cursor, "metrics:update", data), now().getTime());
  };

  const forget = (client: FeedClient) => {
    clients.delete(client);
    following?.remove(client);
    if (clients.size > 0) return;
    endRounds();
    following?.end();
    following = null;
  };

  return {
    open,
    poll: (query) => pollFeed(feedLog, now, query),
    get clients() {
      return clients.size;
    },
    wake: () => {
      following?.wake();
      notify();
    },
    close: async () => {
      isClosed = true;
      for (const client of clients) client.outlet.close();
      await (await listening)?.();
    },
  };
}
