import type { FeedEntry } from "./shared-stream/wire";

export type { FeedEntry } from "./shared-stream/wire";

/** The channels of the feed that can be chosen, in the order in which they are offered. */
export const CHANNELS = ["jobs", "messages", "errors", "health"] as const;
export type Channel = (typeof CHANNELS)[number];

/** How many messages a view keeps. */
export const KEPT = 50;

/** How many events of all kinds a view keeps. */
export const KEPT_EVENTS = 500;

/** How many are held from which a filter chooses. */
export const HELD = 2000;

/** The channels a URL asks for (`?channels=jobs,errors`); none or nonsense is all of them. */
export function parseChannels(value: string | string[] | undefined): Channel[] {
  const asked = typeof value === "string" ? value.split(",") : [];
  const known = CHANNELS.filter((channel) => asked.includes(channel));
  return known.length > 0 ? known : [...CHANNELS];
}

/** Whether only messages are asked for: they have a view of their own. */
export const isMessagesOnly = (channels: readonly Channel[]): boolean => channels.join() === "messages";

/**
 * New entries before the old, newest first, each once, and only the newest.
 * @param entries what is shown, newest first
 * @param arrived what came, oldest first
 * @param most how many are kept
 */
export function merged(entries: FeedEntry[], arrived: FeedEntry[], most = KEPT): FeedEntry[] {
  const seen = new Set(entries.map(identity));
  const fresh = arrived.filter((entry) => {
    const key = identity(entry);
    return seen.has(key) ? false : seen.add(key);
  });
  return fresh.length === 0 ? entries : [...fresh.reverse(), ...entries].slice(0, most);
}

/** An event is the same by its bot, its id and its time: the key it is stored under. */
export const identity = (entry: Pick<FeedEntry, "bot_id" | "event_id" | "time">) =>
  `${entry.bot_id}\n${entry.event_id}\n${entry.time}`;
