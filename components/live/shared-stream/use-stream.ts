"use client";
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { SharedStream } from "./shared-stream";
import type { Channel, FeedEntry, StreamState } from "./wire";

/** A stream that nobody uses any more is kept for this time: the next page may want it at once. */
const LINGER_MS = 2000;

let shared: SharedStream | null = null;

function joined(enter: (stream: SharedStream) => () => void): () => void {
  shared ??= new SharedStream();
  const stream = shared;
  const leave = enter(stream);
  return () => {
    leave();
    setTimeout(() => {
      if (stream.isUsed || shared !== stream) return;
      shared = null;
      stream.end();
    }, LINGER_MS);
  };
}

const watchState = (watcher: () => void) => joined((stream) => stream.watch(watcher));

/** How live data comes just now, for all pages of the browser alike; `connecting` on the server. */
export function useStreamState(): StreamState {
  return useSyncExternalStore(
    watchState,
    () => shared?.state ?? "connecting",
    () => "connecting",
  );
}

/**
 * Follows events of the feed by the browser's one stream.
 * @param wish `channels` to follow; `since` the cursor after which to follow, as of the first render, or null for from now;
 *   `receive` is handed what came, oldest first, each event once; `reset` is told where the feed cannot tell all since then
 */
export function useEvents(wish: {
  channels: readonly Channel[];
  since: string | null;
  receive(entries: FeedEntry[]): void;
  reset?(): void;
}): void {
  const receive = useEffectEvent(wish.receive);
  const reset = useEffectEvent(() => wish.reset?.());
  const first = useEffectEvent(() => wish.since);
  const wanted = wish.channels.join();
  useEffect(() => {
    const channels = wanted.split(",") as Channel[];
    return joined((stream) =>
      stream.follow({ channels, since: first(), receive: (entries) => receive(entries), reset: () => reset() }),
    );
  }, [wanted]);
}

/**
 * Calls back soon after events of the channels, once for many: for pages that refresh by their own route.
 * @param everyMs called this often at most
 */
export function useEventPulse(channels: readonly Channel[], pulse: () => void, everyMs = 1000): void {
  const onPulse = useEffectEvent(pulse);
  const wanted = channels.join();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const receive = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        onPulse();
      }, everyMs);
    };
    const leave = joined((stream) => stream.follow({ channels: wanted.split(",") as Channel[], since: null, receive }));
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [wanted, everyMs]);
}
