import { z } from "zod";
import { EVENT_DATA, type EventType, envelopeSchema } from "../../events/event";
import { asJson, type Operation } from "./operation";

const eventSchemas = (Object.keys(EVENT_DATA) as EventType[]).map((type) => {
  const data = EVENT_DATA[type];
  // Where every member is optional, so is the whole.
  const member = data.safeParse({}).success ? data.optional() : data;
  return envelopeSchema.extend({ type: z.literal(type), data: member });
});

/** Any event of the catalogue. */
export const eventSchema = z
  .union(eventSchemas)
  .describe("One event. `id` makes a resend safe; `time` is the receipt where it is left out.");

export const eventsBodySchema = z.union([
  eventSchema,
  z.array(eventSchema),
  z.object({ events: z.array(eventSchema) }),
]);

/** The counts that answer an ingest request. */
export const ingestAnswerSchema = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  dropped: z.int(),
  errors: z.array(
    z.object({
      index: z.int().describe("Position in the request, from 0."),
      id: z.string().optional(),
      code: z.enum(["invalid", "too_large", "too_old", "unknown_type"]),
      detail: z.string(),
    }),
  ),
});

const heartbeatSchema = EVENT_DATA.heartbeat.extend({
  id: envelopeSchema.shape.id,
  time: envelopeSchema.shape.time,
  data: EVENT_DATA.heartbeat.optional().describe("Takes the place of the members beside it."),
});

const answers = { 200: { description: "Committed.", content: asJson(ingestAnswerSchema) } };
const problems = [400, 401, 403, 413, 415, 422, 429, 503];

export const ingestOperations: Operation[] = [
  {
    method: "post",
    path: "/api/events",
    id: "sendEvents",
    tag: "Ingest",
    summary: "Report events: one, an array, a batch or NDJSON; at most 500 and 1 MiB, gzip accepted.",
    access: "ingest",
    body: {
      content: { "application/json": eventsBodySchema, "application/x-ndjson": null },
      required: true,
      gzip: true,
    },
    answers,
    problems,
  },
  {
    method: "post",
    path: "/api/bots/{bot_id}/heartbeat",
    id: "sendHeartbeat",
    tag: "Ingest",
    summary: "Report a heartbeat; the body may be empty.",
    access: "ingest",
    body: { content: asJson(heartbeatSchema), required: false, gzip: true },
    answers,
    problems,
  },
];
