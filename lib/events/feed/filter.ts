import type { Channel } from "../event";
import type { FeedRow } from "./store";

/** Which events a client wants; null is all of them. */
export interface FeedFilter {
  channels: readonly Channel[] | null;
  botId: string | null;
}

/** Whether the filter lets the row through. */
export function matches({ channels, botId }: FeedFilter, row: FeedRow): boolean {
  return (botId === null || row.botId === botId) && (channels === null || channels.includes(row.channel));
}
