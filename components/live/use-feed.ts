"use client";
import { useEffect, useEffectEvent, useState } from "react";
import type { Channel, FeedEntry } from "./entries";

const EVENT_NAMES = ["message:new", "job:updated", "error:occurred", "health:changed", "alert:changed"];
const CHECK_MS = 4000;
const TIMEOUT_MS = 4000;

/** How the feed comes: by the stream, by asking again and again, or not at all. */
export type FeedState = "connecting" | "streaming" | "polling" | "stopped";

interface Poll {
  events: FeedEntry[];
  next_since: string;
}

/**
 * Follows the feed from a cursor: by EventSource, which reconnects by itself and resumes at its Last-Event-ID; and whenever
 * nothing has come for a few seconds by one poll from the last cursor, which brings what a silently dead connection holds
 * back and finds within 10 s that Rollcall is out of reach.
 * @param since the cursor after which to follow, as of the first render; null: from now
 * @param receive is handed what came, oldest first; the same event may come twice (by stream and by poll)
 */
export function useFeed(channels: Channel[], since: string | null, receive: (entries: FeedEntry[]) => void): FeedState {
  const [state, setState] = useState<FeedState>("connecting");
  const [first] = useState(since);
  const onArrival = useEffectEvent(receive);
  const wanted = channels.join(",");

  useEffect(() => {
    let cursor = first;
    let heardAt = 0;
    let checking = false;
    const query = () => new URLSearchParams({ channels: wanted, ...(cursor === null ? {} : { since: cursor }) });

    const open = () => {
      const stream = new EventSource(`/api/events/stream?${query()}`);
      stream.onopen = () => setState("streaming");
      for (const name of EVENT_NAMES) {
        stream.addEventListener(name, (event: MessageEvent<string>) => {
          cursor = event.lastEventId;
          heardAt = performance.now();
          onArrival([JSON.parse(event.data) as FeedEntry]);
        });
      }
      return stream;
    };
    let stream = open();

    const check = async () => {
      const silentSince = heardAt;
      if (checking || document.hidden || performance.now() - heardAt < CHECK_MS) return;
      checking = true;
      const poll = await readSince(query());
      checking = false;
      if (poll === null) return setState("stopped");
      const dead = stream.readyState === EventSource.OPEN && poll.events.length > 0 && heardAt === silentSince;
      if (heardAt === silentSince) cursor = poll.next_since;
      onArrival(poll.events);
      // After an answer other than 200 EventSource never tries again by itself.
      if (dead || stream.readyState === EventSource.CLOSED) {
        stream.close();
        stream = open();
      }
      setState(stream.readyState === EventSource.OPEN ? "streaming" : "polling");
    };
    const timer = setInterval(check, CHECK_MS);
    return () => {
      clearInterval(timer);
      stream.close();
    };
  }, [wanted, first]);

  return state;
}

/** One answer of the polled feed; null where there is none in time. */
async function readSince(query: URLSearchParams): Promise<Poll | null> {
  try {
    const response = await fetch(`/api/events?${query}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return response.ok ? ((await response.json()) as Poll) : null;
  } catch {
    return null;
  }
}
