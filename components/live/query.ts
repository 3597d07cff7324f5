import { CHANNELS, type Channel, type FeedEntry, parseChannels } from "./entries";
import { lineOf } from "./line";

/** The types that the live page can be narrowed to, by channel. */
export const TYPES_OF: Record<Channel, readonly string[]> = {
  jobs: ["job.queued", "job.started", "job.progress", "job.finished"],
  messages: ["message.processed"],
  errors: ["error.occurred"],
  health: ["dependency.checked"],
};

/** What makes an event stand out; null and empty where nothing is asked for. */
export interface Highlight {
  failed: boolean;
  /** Milliseconds. */
  slowerThan: number | null;
  text: string;
}

/** What the live page shows and marks: exactly what its URL says. */
export interface LiveQuery {
  channels: Channel[];
  /** An id of a bot, or empty for all. */
  bot: string;
  /** A type of event, or empty for all. */
  type: string;
  /** Text that an event must contain, or empty. */
  q: string;
  highlight: Highlight;
}

/** The query of a page's search parameters; of a repeated one the first counts, and nonsense is left out. */
export function parseLiveQuery(search: Record<string, string | string[] | undefined>): LiveQuery {
  const first = (name: string) => [search[name]].flat()[0]?.trim() ?? "";
  const channels = parseChannels(first("channels"));
  const type = first("type");
  const slower = first("slower");
  return {
    channels,
    bot: first("bot"),
    type: channels.some((channel) => TYPES_OF[channel].includes(type)) ? type : "",
    q: first("q"),
    highlight: {
      failed: first("failed") === "1",
      slowerThan: /^\d{1,9}$/.test(slower) ? Number(slower) : null,
      text: first("mark"),
    },
  };
}

/**
 * The page's address with the query, without what is not asked for.
 *
 *     livePath(parseLiveQuery({}))                          "/live"
 *     livePath(parseLiveQuery({ channels: "jobs", q: "x" })) "/live?channels=jobs&q=x"
 */
export function livePath({ channels, bot, type, q, highlight }: LiveQuery): string {
  const search = new URLSearchParams();
  if (channels.length < CHANNELS.length) search.set("channels", channels.join());
  const rest = {
    bot,
    type,
    q,
    failed: highlight.failed ? "1" : "",
    slower: highlight.slowerThan,
    mark: highlight.text,
  };
  for (const [name, value] of Object.entries(rest)) if (value) search.set(name, String(value));
  return search.size > 0 ? `/live?${search}` : "/live";
}

/**
 * The key of the event whose details a URL asks for (`?event=bot~time~id`); null where there is none.
 *
 *     parseEventKey("bot-1~2026-11-22T03:26:08.123Z~01JD") { botId: "bot-1", time: 1795317968123, eventId: "01JD" }
 */
export function parseEventKey(value: string | string[] | undefined) {
  const [, botId, at, eventId] = /^([^~]+)~(\d{4}-[^~]+)~(.+)$/s.exec([value].flat()[0] ?? "") ?? [];
  const time = Date.parse(at ?? "");
  return botId && eventId && !Number.isNaN(time) ? { botId, time, eventId } : null;
}

/** The address under which the details of an event are shown. */
export function eventPath(query: LiveQuery, { bot_id, time, event_id }: FeedEntry): string {
  const path = livePath(query);
  return `${path}${path.includes("?") ? "&" : "?"}event=${encodeURIComponent(`${bot_id}~${time}~${event_id}`)}`;
}

/** Whether anything beside the channels is asked for. */
export const isNarrowed = ({ bot, type, q }: LiveQuery): boolean => bot !== "" || type !== "" || q !== "";

/** Whether the event is one of those that are asked for. */
export function isWanted(entry: FeedEntry, { channels, bot, type, q }: LiveQuery): boolean {
  if (bot !== "" && entry.bot_id !== bot) return false;
  if (type === "" ? !channels.some((channel) => TYPES_OF[channel].includes(entry.type)) : entry.type !== type)
    return false;
  return q === "" || contains(entry, q);
}

/** Whether the event stands out by one of the rules. */
export function isHighlighted(entry: FeedEntry, { failed, slowerThan, text }: Highlight): boolean {
  return (
    (failed && isFailure(entry)) ||
    (slowerThan !== null && (tookMs(entry) ?? 0) > slowerThan) ||
    (text !== "" && contains(entry, text))
  );
}

/** Whether the event tells that something failed. */
export function isFailure({ type, data }: Pick<FeedEntry, "type" | "data">): boolean {
  return type === "error.occurred" || data.status === "failed" || data.status === "down" || data.failed === true;
}

/** How long what the event tells of took, in milliseconds; null where it does not say. */
export function tookMs({ data }: Pick<FeedEntry, "data">): number | null {
  const took = data.duration_ms ?? data.response_time_ms ?? data.latency_ms;
  return typeof took === "number" ? took : null;
}

function contains(entry: FeedEntry, text: string): boolean {
  const wanted = text.toLowerCase();
  return [entry.bot_id, entry.type, lineOf(entry), JSON.stringify(entry.data)].some((part) =>
    part.toLowerCase().includes(wanted),
  );
}
