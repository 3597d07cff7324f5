import { z } from "zod";
import { LIMITS } from "./limits";

const name = z.string().min(1).max(LIMITS.nameLength);
const label = z.string().max(LIMITS.nameLength);
const note = z.string().max(4000);
const amount = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
/** Any number whose sums, over more samples than will ever come, still fit a double: one that overflowed would stop every fold. */
const figure = z.number().min(-1e290).max(1e290);
const percent = z.number().min(0).max(100);
const attempt = z.int().min(1).max(10_000);

/** What can be said of an error: its text, or its parts. */
const errorValue = z.union(
  [z.string(), z.looseObject({ type: label.optional(), message: z.string(), stack: z.string().optional() })],
  "expected a text, or an object of texts: message and, where known, type and stack",
);

const job = { job_id: name, queue: name.optional(), job_type: name.optional(), customer_id: name.optional() };

/** The catalogue: every event type and the shape of its `data`. Members it does not name are kept as they came. */
export const EVENT_DATA = {
  heartbeat: z.looseObject({
    status: z.enum(["idle", "busy", "draining"]).optional(),
    current_job_id: name.optional(),
    // 100 per core: more than 100 is usual on several cores
    cpu_percent: z.number().min(0).max(1_000_000).optional(),
    memory_bytes: amount.optional(),
    version: label.optional(),
    host: label.optional(),
    kind: z.enum(["worker", "chat", "service"]).optional(),
    name: name.optional(),
    tags: z.array(name).max(50).optional(),
  }),
  "job.queued": z.looseObject({ ...job, attempt: attempt.optional() }),
  "job.started": z.looseObject({ ...job, attempt: attempt.optional() }),
  "job.progress": z.looseObject({
    ...job,
    attempt: attempt.optional(),
    percent: percent.optional(),
    note: note.optional(),
  }),
  "job.finished": z.looseObject({
    ...job,
    status: z.enum(["succeeded", "failed", "cancelled"]),
    duration_ms: amount.optional(),
    error: errorValue.optional(),
    attempt: attempt.optional(),
    dead_lettered: z.boolean().optional(),
    cost_usd: amount.optional(),
    value_usd: figure.optional(),
    cpu_ms: amount.optional(),
    memory_peak_bytes: amount.optional(),
  }),
  "message.processed": z.looseObject({
    user_id: name,
    response_time_ms: amount.optional(),
    user_name: label.optional(),
    text: z.string().optional(),
    channel: label.optional(),
    message_id: label.optional(),
    failed: z.boolean().optional(),
  }),
  "request.handled": z.looseObject({
    method: z.string().min(1).max(20),
    route: name,
    status_code: z.int().min(100).max(599),
    duration_ms: amount,
    cache: z.enum(["hit", "miss"]).optional(),
  }),
  "queue.sampled": z.looseObject({
    queue: name,
    pending: amount,
    processing: amount.optional(),
    dead_letter: amount.optional(),
    oldest_age_seconds: amount.optional(),
  }),
  "dependency.checked": z.looseObject({
    component: name,
    status: z.enum(["up", "degraded", "down"]),
    latency_ms: amount.optional(),
    detail: z.string().max(4000).optional(),
  }),
  "error.occurred": z.looseObject({
    message: z.string(),
    type: label.optional(),
    stack: z.string().optional(),
    job_id: name.optional(),
  }),
  "metric.sampled": z.looseObject({
    name,
    value: figure,
    unit: label.optional(),
    labels: z
      .record(name, label)
      .refine((labels) => Object.keys(labels).length <= 5, "at most 5 labels")
      .optional(),
  }),
} as const;

export type EventType = keyof typeof EVENT_DATA;
export type EventData<T extends EventType> = z.infer<(typeof EVENT_DATA)[T]>;

/** 1 to 200 of `A-Z a-z 0-9 . _ : -`. */
export const botIdSchema = z
  .string()
  // An address cannot have . or .. for a segment.
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9._:-]{1,200}$/, "1 to 200 characters of A-Z a-z 0-9 . _ : -, and neither . nor ..");

/** The envelope of an event, whatever its type. */
export const envelopeSchema = z.object({
  id: z.string().min(1).max(LIMITS.idLength).optional(),
  type: z.string(),
  bot_id: botIdSchema,
  // RFC 3339 lets T and Z be small.
  time: z
    .preprocess(
      (time) => (typeof time === "string" ? time.toUpperCase() : time),
      z.iso.datetime({ offset: true, error: "RFC 3339 date and time with Z or an offset" }),
    )
    .optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});

/** Feed channels an event can belong to. */
export const CHANNELS = ["metrics", "messages", "jobs", "errors", "health", "alerts"] as const;
export type Channel = (typeof CHANNELS)[number];

const CHANNEL_OF: Record<EventType, Channel> = {
  heartbeat: "metrics",
  "job.queued": "jobs",
  "job.started": "jobs",
  "job.progress": "jobs",
  "job.finished": "jobs",
  "message.processed": "messages",
  "request.handled": "metrics",
  "queue.sampled": "metrics",
  "dependency.checked": "health",
  "error.occurred": "errors",
  "metric.sampled": "metrics",
};

export const isEventType = (type: string): type is EventType => Object.hasOwn(EVENT_DATA, type);

/** The channel on which an event of this type is announced. */
export const channelOf = (type: EventType): Channel => CHANNEL_OF[type];

/** An event that passed every check, ready to be stored. Times are epoch milliseconds. */
export interface AcceptedEvent {
  botId: string;
  eventId: string;
  type: EventType;
  time: number;
  receivedAt: number;
  /** The claimed time, where it was too far ahead. */
  originalTime: number | null;
  /** The sender gave an id but no time that a resend is sure to have as well: the time first taken stands for all. */
  pinned: boolean;
  /** Characters that it had as JSON. */
  length: number;
  data: Record<string, unknown>;
}
