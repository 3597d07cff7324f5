import { z } from "zod";
import { contractSchema } from "./contract";

/** What a bot is doing, as liveness derives it; the first the most urgent. */
export const BOT_STATUSES = ["stuck", "zombie", "offline", "busy", "idle", "paused"] as const;
export type BotStatus = (typeof BOT_STATUSES)[number];

export const BOT_KINDS = ["worker", "chat", "service"] as const;
export type BotKind = (typeof BOT_KINDS)[number];

const instant = z.iso.datetime();
const count = z.int().min(0);
const rate = z.number().min(0).max(100).nullable();

/** A bot in the list. Figures are those of `/bots/{id}/stats?hours=24`. */
export const botSummarySchema = z.object({
  id: z.string(),
  name: z.string().describe("An operator's name for it, else its own, else its id."),
  kind: z.enum(BOT_KINDS).nullable(),
  status: z.enum(BOT_STATUSES),
  status_reason: z.string().describe("Why it has this status, in words."),
  paused: z.boolean(),
  current_job_id: z.string().nullable(),
  processing_duration_seconds: z.number().min(0).nullable().describe("Since the start of the current job."),
  processing_duration_formatted: z.string().nullable(),
  last_heartbeat_at: instant.nullable().describe("Receipt of the last heartbeat."),
  success_rate: rate.describe("Succeeded of succeeded and failed, per cent, one decimal; null where both are 0."),
  throughput_per_hour: z.number().min(0).describe("Jobs ended, by the hours that the bot was known in."),
  error_rate: rate,
  p95_duration_ms: z.number().min(0).nullable(),
  queue_depth: z.number().min(0).nullable().describe("Jobs that wait in the queues the bot works."),
  resource_utilization: z.object({ cpu_percent: z.number().nullable(), memory_bytes: z.number().nullable() }),
  tags: z.array(z.string()),
  host: z.string().nullable(),
  version: z.string().nullable(),
  tracker: z
    .array(z.object({ hour: instant, total: count, succeeded: count, failed: count }))
    .describe("The last 24 hours, the open one included, oldest first."),
});
export type BotSummary = z.infer<typeof botSummarySchema>;

/** A page of `GET /api/bots`. */
export const botListAnswer = z.object({
  bots: z.array(botSummarySchema),
  next_cursor: z.string().nullable(),
  total: count.describe("Bots at all."),
  matching: count.describe("Bots that the filters leave."),
  choices: z
    .object({
      status: z.record(z.enum(BOT_STATUSES), count).describe("Bots of each status that the other filters leave."),
      kinds: z.array(z.enum(BOT_KINDS)).describe("Kinds that there are."),
      tags: z.array(z.string()).describe("Tags that there are, by name; 500 at most."),
    })
    .describe("What the list can be narrowed to."),
});
export type BotPage = z.infer<typeof botListAnswer>;

/** A bot with all that it reports and the contract it is held to: `GET /api/bots/{bot_id}`. */
export const botDetailAnswer = botSummarySchema.extend({
  first_seen_at: instant,
  last_seen_at: instant.describe("Receipt of its last event of any type."),
  last_job_taken_at: instant.nullable(),
  last_progress_at: instant.nullable(),
  paused_at: instant.nullable(),
  reported: z
    .object({
      name: z.string().nullable(),
      tags: z.array(z.string()),
      status: z.string().nullable(),
      current_job_id: z.string().nullable(),
    })
    .describe("What the bot says of itself."),
  contract: contractSchema,
  queues: z.array(
    z.object({
      queue: z.string(),
      pending: z.number().nullable(),
      processing: z.number().nullable(),
      dead_letter: z.number().nullable(),
      oldest_age_seconds: z.number().nullable(),
      sampled_at: instant,
    }),
  ),
  dependencies: z.array(
    z.object({
      component: z.string(),
      status: z.enum(["up", "degraded", "down"]),
      latency_ms: z.number().nullable(),
      detail: z.string().nullable(),
      checked_at: instant,
      changed_at: instant.describe("Since when it has this status."),
    }),
  ),
});
export type BotDetail = z.infer<typeof botDetailAnswer>;
