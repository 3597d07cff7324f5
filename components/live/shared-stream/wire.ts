import { comparePositions, parseCursor } from "@/lib/events/feed/position";
import type { StoredEvent } from "@/lib/jobs/job";

/** One event of the feed, as the feed tells it. */
export type FeedEntry = StoredEvent;

/** The channels that can be followed event by event, in the order in which they are offered. */
export const CHANNELS = ["jobs", "messages", "errors", "health", "alerts"] as const;
export type Channel = (typeof CHANNELS)[number];

/** How the feed comes: by the stream, by asking again and again, not at all, or not to somebody who is signed out. */
export type StreamState = "connecting" | "streaming" | "polling" | "stopped" | "signed-out";

/** An event and the cursor that stands after it. */
export interface Arrival {
  cursor: string;
  entry: FeedEntry;
}

/** Everything that the feed has on some channels after one cursor, up to another: stretches that meet leave nothing out. */
export interface Stretch {
  from: string;
  to: string;
  channels: readonly Channel[];
  /** Oldest first. */
  arrivals: Arrival[];
}

/** What the tabs of a browser say to each other. */
export type Telling =
  /** A tab is here, and wants these channels. */
  | { kind: "hello"; tab: string; channels: readonly Channel[] }
  | { kind: "bye"; tab: string }
  /** The leader lives; what it has told reaches up to the cursor. */
  | { kind: "beat"; state: StreamState; cursor: string | null; channels: readonly Channel[] }
  | { kind: "stretch"; stretch: Stretch }
  /** The feed goes on at the cursor, and cannot tell what was before. */
  | { kind: "reset"; cursor: string }
  /** The leader is hidden: whoever is seen may lead. */
  | { kind: "offer" }
  /** A tab that is seen would lead. */
  | { kind: "claim" };

/** Below zero where cursor `a` stands before `b`, zero at the same place. @throws Problem for what is no cursor */
export const compareCursors = (a: string, b: string): number => comparePositions(parseCursor(a), parseCursor(b));

/** Whether all of `wanted` are among `channels`. */
export const covers = (channels: readonly Channel[], wanted: readonly Channel[]): boolean =>
  wanted.every((channel) => channels.includes(channel));
