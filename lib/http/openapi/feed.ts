import { z } from "zod";
import { botIdSchema, CHANNELS, EVENT_DATA } from "../../events/event";
import { asJson, type Operation } from "./operation";
import { instant } from "./shared";

const filter = {
  channels: z
    .string()
    .optional()
    .describe(`Any of ${CHANNELS.join(", ")}, joined by commas; all where left out.`),
  bot_id: botIdSchema.optional(),
};
const since = z.string().optional();

/** An event as the feed tells it. */
export const storedEventSchema = z.object({
  event_id: z.string(),
  type: z.enum(Object.keys(EVENT_DATA) as [string, ...string[]]),
  bot_id: z.string(),
  time: instant,
  received_at: instant,
  data: z.record(z.string(), z.unknown()),
});

/** A page of the feed by polling. */
export const feedPageSchema = z.object({
  events: z.array(storedEventSchema.extend({ cursor: z.string() })),
  next_since: z.string(),
});

const streamed = (path: string, id: string, summary: string): Operation => ({
  method: "get",
  path,
  id,
  tag: "Feed",
  summary,
  access: "read",
  query: z.object({
    ...filter,
    since: since.describe("Resume after this cursor, as `Last-Event-ID` does."),
  }),
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
      limit: z.coerce.number().int().min(1).optional(),
    }),
    answers: { 200: { description: "Oldest first.", content: asJson(feedPageSchema) } },
    problems: [400, 401, 403, 429, 503],
  },
  streamed("/api/events/stream", "streamEvents", "Events as they are stored."),
  streamed("/api/monitoring/stream", "streamMonitoring", "The same stream under another path."),
  streamed("/debug/message-stream", "streamMessages", "Messages alone, in a shape of their own."),
];
