import type { StoredEvent } from "@/lib/jobs/job";

/** One event of the feed. */
export type FeedEntry = StoredEvent;

/** The channels of the feed that can be chosen, in the order in which they are offered. */
export const CHANNELS = ["jobs", "messages", "errors", "health"] as const;
export type Channel = (typeof CHANNELS)[number];

/** How many entries a view keeps. */
export const KEPT = 50;

/** The channels a URL asks for (`?channels=jobs,errors`); none or nonsense is all of them. */
export function parseChannels(value: string | string[] | undefined): Channel[] {
  const asked = typeof value === "string" ? value.split(",") : [];
  const known = CHANNELS.filter((channel) => asked.includes(channel));
  return known.length > 0 ? known : [...CHANNELS];
}

/**
 * New entries before the old, newest first, each once, and only the newest {@link KEPT}.
 * @param entries what is shown, newest first
 * @param arrived what came, oldest first
 */
export function merged(entries: FeedEntry[], arrived: FeedEntry[]): FeedEntry[] {
  const seen = new Set(entries.map(identity));
  const fresh = arrived.filter((entry) => {
    const key = identity(entry);
    return seen.has(key) ? false : seen.add(key);
  });
  return fresh.length === 0 ? entries : [...fresh.reverse(), ...entries].slice(0, KEPT);
}

/** An event is the same by its bot, its id and its time: the key it is stored under. */
export const identity = (entry: FeedEntry) => `${entry.bot_id}\n${entry.event_id}\n${entry.time}`;
