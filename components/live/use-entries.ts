"use client";
import { useEffect, useRef, useState } from "react";
import { type Channel, type FeedEntry, HELD, merged } from "./entries";
import { useEvents } from "./shared-stream/use-stream";

/** What came is shown this often at most: a burst is drawn once. */
const DRAW_MS = 100;

/** The events of a view, and what holds them back. */
export interface Entries {
  /** Newest first. */
  entries: FeedEntry[];
  /** How many have come since the pause; null while there is none. */
  held: number | null;
  pause(): void;
  resume(): void;
  /** The feed could not tell everything: some events are missing. */
  isBroken: boolean;
}

/**
 * The newest events of the channels, kept up with by the browser's stream, with a pause that holds back what arrives.
 * @param initial what the server rendered, newest first
 * @param since the cursor from which the stream goes on
 */
export function useEntries(channels: readonly Channel[], initial: FeedEntry[], since: string | null): Entries {
  const [entries, setEntries] = useState(initial);
  const [held, setHeld] = useState<{ entries: FeedEntry[]; count: number } | null>(null);
  const [isBroken, setIsBroken] = useState(false);
  const arrived = useRef<FeedEntry[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isPaused = held !== null;

  const drawnAt = useRef(0);
  const draw = () => {
    timer.current = undefined;
    drawnAt.current = performance.now();
    const fresh = arrived.current.splice(0);
    if (isPaused) {
      setHeld((waiting) => waiting && add(waiting, fresh));
    } else {
      setEntries((shown) => merged(shown, fresh, HELD));
    }
  };
  const newest = useRef(draw);
  useEffect(() => {
    newest.current = draw;
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  useEvents({
    channels,
    since,
    receive: (fresh) => {
      arrived.current.push(...fresh);
      timer.current ??= setTimeout(() => newest.current(), Math.max(0, drawnAt.current + DRAW_MS - performance.now()));
    },
    reset: () => setIsBroken(true),
  });

  return {
    entries,
    held: held?.count ?? null,
    isBroken,
    pause: () => setHeld((waiting) => waiting ?? { entries: [], count: 0 }),
    resume: () => {
      if (held) setEntries((shown) => merged(shown, held.entries.toReversed(), HELD));
      setHeld(null);
    },
  };
}

function add(waiting: { entries: FeedEntry[]; count: number }, fresh: FeedEntry[]) {
  return { entries: merged(waiting.entries, fresh, HELD), count: waiting.count + fresh.length };
}
