import { botIdSchema, CHANNELS, type Channel } from "../events/event";
import type { FeedFilter } from "../events/feed/filter";
import { badRequest } from "./problem";

export const MAX_FEED_LIMIT = 500;
export const DEFAULT_FEED_LIMIT = 100;

/** `?channels=a,b&bot_id=`; without channels all of them. @throws Problem 400 */
export function feedFilter(query: URLSearchParams): FeedFilter {
  return { channels: channelsOf(query.get("channels")), botId: botIdOf(query.get("bot_id")) };
}

/** From where a stream goes on: `Last-Event-ID`, which a browser sends when it comes back, else `?since=`, else null. */
export function resumeFrom(request: Request, query: URLSearchParams): string | null {
  return request.headers.get("last-event-id") || query.get("since") || null;
}

/** `?limit=`, 1 to 500. @throws Problem 400 */
export function feedLimit(query: URLSearchParams): number {
  const text = query.get("limit");
  if (!text) return DEFAULT_FEED_LIMIT;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_FEED_LIMIT) return limit;
  throw badRequest("limit is out of its range.", [
    { path: "limit", message: `a whole number from 1 to ${MAX_FEED_LIMIT}` },
  ]);
}

function channelsOf(text: string | null): Channel[] | null {
  if (!text) return null;
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !isChannel(name));
  if (unknown.length === 0) return names.filter(isChannel);
  const errors = unknown.map((name) => ({
    path: "channels",
    message: `${JSON.stringify(name)} is none of ${CHANNELS.join(", ")}`,
  }));
  throw badRequest("channels names one that does not exist.", errors);
}

const isChannel = (name: string): name is Channel => CHANNELS.some((channel) => channel === name);

function botIdOf(text: string | null): string | null {
  if (!text) return null;
  const parsed = botIdSchema.safeParse(text);
  if (parsed.success) return text;
  throw badRequest("bot_id is no id of a bot.", [{ path: "bot_id", message: parsed.error.issues[0]!.message }]);
}
