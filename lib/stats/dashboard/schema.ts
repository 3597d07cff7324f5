import { z } from "zod";
import { BOT_KINDS, BOT_STATUSES } from "../../bots/bot";
import { dependencySchema } from "../../dependencies/dependency";
import { queueSchema, queueTotalsSchema } from "../../queues/queue";

const instant = z.iso.datetime();
const count = z.number().min(0);
const rate = z.number().min(0).max(100).nullable().describe("Per cent, one decimal; null where nothing was counted.");
const duration = z.number().min(0).nullable().describe("Milliseconds; null where nothing was measured.");

/** One kind of work in the last 24 hours, to the minute, against the 24 hours before. */
export const workSchema = z.object({
  last_24h: count.describe("Up to the end of the open minute."),
  previous_24h: count.describe("The 24 hours before."),
  change_percent: z.number().nullable().describe("Null where there was nothing before."),
  last_hour: count.describe("The last 60 minutes, the open one included."),
  per_hour: count.describe("Mean of the 24 hours."),
  failed_24h: count,
  cancelled_24h: count,
  success_rate: rate,
  previous_success_rate: rate,
  avg_ms: duration,
  previous_avg_ms: duration,
  p50_ms: duration.describe("Of the hours of UTC that the 24 hours touch; within 2 %."),
  p95_ms: duration.describe("Of the hours of UTC that the 24 hours touch; within 2 %."),
  hours: z
    .array(
      z.object({
        from: instant,
        to: instant,
        count,
        failed: count,
        avg_ms: duration,
        previous: count.describe("Counted in the same span 24 hours earlier."),
      }),
    )
    .describe(
      "The 24 hours cut at the hours of UTC, oldest first; the first and the last may be parts. Their sum is `last_24h`.",
    ),
});
export type Work = z.infer<typeof workSchema>;

/** Why a bot needs attention, the most urgent first. */
export const PROBLEMS = ["stuck", "zombie", "offline", "failing"] as const;
export type BotProblem = (typeof PROBLEMS)[number];

/** A bot that needs attention. */
export const troubledBotSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(BOT_KINDS).nullable(),
  problem: z.enum(PROBLEMS).describe("`failing`: its last runs break its contract."),
  reason: z.string().describe("In words."),
  current_job_id: z.string().nullable(),
  last_seen_at: instant,
});
export type TroubledBot = z.infer<typeof troubledBotSchema>;

/** How Rollcall, its database or the whole is. */
export const HEALTHS = ["ok", "degraded", "down"] as const;

/** All that the monitoring page shows: `GET /api/monitoring/dashboard`. At most a second old; in a large fleet 3 s, percentiles and availability 15 s. */
export const dashboardAnswer = z.object({
  timestamp: instant,
  status: z
    .enum(HEALTHS)
    .describe("The worst of Rollcall, its database and what bots depend on; down is never told here."),
  rollcall: z.object({
    status: z.enum(HEALTHS),
    runtime: z.string(),
    started_at: instant,
    uptime_seconds: count.describe("Of the process that answers."),
    memory_mb: z.number().nullable(),
    cpu_percent: z.number().nullable().describe("Of one core, since the look before."),
  }),
  database: z.object({
    status: z.enum(HEALTHS).describe("degraded: it took longer than 100 ms."),
    latency_ms: z.number().describe("Round-trip of the smallest query."),
    checked_at: instant,
    version: z.string(),
    connections: count,
    max_connections: count,
  }),
  dependencies: z.array(dependencySchema).describe("What bots depend on, by component, the worst first; at most 100."),
  fleet: z.object({
    bots: z.object({ total: count, ...Object.fromEntries(BOT_STATUSES.map((status) => [status, count])) } as {
      total: typeof count;
    } & Record<(typeof BOT_STATUSES)[number], typeof count>),
    availability: z.object({
      percent: rate.describe("Two decimals."),
      bots: count.describe("Bots it is of: all that ever sent a heartbeat, paused ones left out."),
      computed_from: z.string().describe("What the figure was computed from, in words."),
    }),
  }),
  messages: workSchema,
  jobs: workSchema.describe("Ended attempts, with processing duration."),
  requests: workSchema.describe("Handled by bots; failed is 5xx."),
  users: z
    .object({ active_30m: count, active_today: count.describe("Since midnight UTC."), active_7d: count })
    .describe("Users of chat bots, each counted once for each bot."),
  queues: z.object({ totals: queueTotalsSchema, deepest: z.array(queueSchema).describe("At most 8.") }),
  attention: z.object({
    total: count,
    by_problem: z.object(Object.fromEntries(PROBLEMS.map((name) => [name, count])) as Record<BotProblem, typeof count>),
    bots: z.array(troubledBotSchema).describe("At most 8, the most urgent first."),
  }),
});
export type Dashboard = z.infer<typeof dashboardAnswer>;
