import { z } from "zod";
import { asJson, type Operation } from "./operation";
import { instant, page } from "./shared";

const rate = z.number().min(0).max(100).nullable().describe("Per cent, one decimal; null where nothing was counted.");
const count = z.int().min(0);
const duration = z.number().min(0).nullable().describe("Milliseconds.");

/** A bot in the list. */
export const botSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["worker", "chat", "service"]).nullable(),
  status: z.enum(["idle", "busy", "offline", "paused", "stuck", "zombie"]),
  current_job_id: z.string().nullable(),
  processing_duration_seconds: z.number().nullable(),
  processing_duration_formatted: z.string().nullable(),
  last_heartbeat_at: instant.nullable(),
  success_rate: rate,
  throughput_per_hour: z.number(),
  error_rate: rate,
  p95_duration_ms: duration,
  queue_depth: z.number().nullable(),
  resource_utilization: z.object({ cpu_percent: z.number().nullable(), memory_bytes: z.number().nullable() }),
  tags: z.array(z.string()),
});

export const botListSchema = z.object({ bots: z.array(botSchema), next_cursor: z.string().nullable() });

/** What a bot did in a period. */
export const botStatsSchema = z.object({
  bot_id: z.string(),
  period_hours: z.number(),
  total_jobs: count,
  avg_duration_ms: duration,
  min_duration_ms: duration,
  max_duration_ms: duration,
  p50_duration_ms: duration,
  p90_duration_ms: duration,
  p95_duration_ms: duration,
  p99_duration_ms: duration,
  succeeded: count,
  failed: count,
  cancelled: count,
  success_rate: rate,
  hourly_performance: z.array(
    z.object({
      hour: instant,
      total: count,
      succeeded: count,
      failed: count,
      success_rate: rate,
      avg_duration_ms: duration,
      p95_duration_ms: duration,
      partial: z.boolean().describe("The hour is not over."),
    }),
  ),
  recent_jobs: z.array(
    z.object({
      job_id: z.string(),
      status: z.enum(["succeeded", "failed", "cancelled"]),
      duration_ms: duration,
      duration_formatted: z.string().nullable(),
      processed_at: instant,
      attempt: z.int(),
      error: z.string().nullable(),
    }),
  ),
});

const list = (path: string, id: string): Operation => ({
  ...{ method: "get", path, id, tag: "Bots", access: "read" },
  summary: "Bots with their status and the figures of their work.",
  query: z.object({
    status: botSchema.shape.status.optional(),
    tag: z.string().optional(),
    kind: botSchema.shape.kind.unwrap().optional(),
    q: z.string().optional().describe("Part of the id or name."),
    sort: z.string().optional(),
    ...page,
  }),
  answers: { 200: { description: "A page of bots.", content: asJson(botListSchema) } },
  problems: [400, 401, 403, 429, 503],
});

const stats = (path: string, id: string): Operation => ({
  ...{ method: "get", path, id, tag: "Bots", access: "read" },
  summary: "What a bot did in a period, by the hour.",
  query: z.object({
    hours: z.coerce.number().min(1).max(2160).optional().describe("Hours up to now; 24 where nothing is said."),
    from: instant.optional(),
    to: instant.optional(),
    tz: z.string().optional().describe("IANA time zone of the buckets."),
  }),
  answers: { 200: { description: "The figures.", content: asJson(botStatsSchema) } },
  problems: [400, 401, 403, 404, 429, 503],
});

export const botOperations: Operation[] = [
  list("/bots", "listBots"),
  list("/api/bots", "listBotsUnderApi"),
  stats("/bots/{bot_id}/stats", "getBotStats"),
  stats("/api/bots/{bot_id}/stats", "getBotStatsUnderApi"),
];
