import { type ZodObject, z } from "zod";
import { botIdSchema, CHANNELS, EVENT_DATA } from "../../events/event";
import { storedEventSchema } from "../../jobs/job";
import { DEFAULT_FEED_LIMIT, MAX_FEED_LIMIT } from "../feed-query";
import { asJson, type Operation } from "./operation";

const filter = {
  channels: z
    .string()
    .optional()
    .describe(`Any of ${CHANNELS.join(", ")}, joined by commas; all where left out.`),
  bot_id: botIdSchema.optional(),
};
const since = z.string().optional();

/** An event as the feed tells it. */
export const feedEventSchema = storedEventSchema.extend({
  type: z.enum(Object.keys(EVENT_DATA) as [string, ...string[]]),
  original_time: z.iso
    .datetime()
    .optional()
    .describe("What the bot gave, where `time` was too far ahead and is the receipt."),
});

/** A page of the feed by polling. */
export const feedPageSchema = z.object({
  events: z.array(feedEventSchema.extend({ cursor: z.string() })),
  next_since: z.string(),
  reset: z.literal(true).optional().describe("`since` was too old or unknown: events may have been missed."),
});

const resume = { since: since.describe("Resume after this cursor, as `Last-Event-ID` does.") };

const streamed = (path: string, id: string, summary: string, query: ZodObject): Operation => ({
  ...{ method: "get", path, id, tag: "Feed", access: "read", summary, query },
  answers: { 200: { description: "Server-sent events.", content: { "text/event-stream": null } } },
  problems: [400, 401, 403, 429, 503],
});

export const feedOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/events", id: "pollEvents", tag: "Feed", access: "read" },
    summary: "Events in the order of the feed, by polling.",
    query: z.object({
      ...filter,
      since: since.describe(
        "`next_since` of the answer before; 0 for the oldest kept; left out for what comes from now on.",
      ),
      limit: z
        .int()
        .min(1)
        .max(MAX_FEED_LIMIT)
        .optional()
        .describe(`1 to ${MAX_FEED_LIMIT}; ${DEFAULT_FEED_LIMIT} where left out.`),
    }),
    answers: { 200: { description: "Oldest first.", content: asJson(feedPageSchema) } },
    problems: [400, 401, 403, 429, 503],
  },
  streamed("/api/events/stream", "streamEvents", "Events as they are stored.", z.object({ ...filter, ...resume })),
  streamed(
    "/api/monitoring/stream",
    "streamMonitoring",
    "The same stream under another path.",
    z.object({ ...filter, ...resume }),
  ),
  streamed(
    "/debug/message-stream",
    "streamMessages",
    "Messages alone, in a shape of their own.",
    z.object({ bot_id: filter.bot_id, ...resume }),
  ),
];
