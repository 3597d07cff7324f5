import { doublePrecision, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/**
 * Current state of a bot. Everything named `*_at` here that liveness reads is receipt time.
 * No index but the key: nearly every batch rewrites these rows, which stays cheap (heap-only) as long as no index names
 * what changes. `reported_*` is what the bot says of itself; `name` and `tags` are an operator's and win.
 */
export const bots = pgTable("bots", {
  id: text("id").primaryKey(),
  name: text("name"),
  reportedName: text("reported_name"),
  tags: text("tags").array(),
  reportedTags: text("reported_tags").array(),
  kind: text("kind"),
  version: text("version"),
  host: text("host"),
  reportedStatus: text("reported_status"),
  currentJobId: text("current_job_id"),
  /** The bot's own time of the heartbeat that named the current job, of the receipt at most. */
  currentJobTime: instant("current_job_time"),
  cpuPercent: doublePrecision("cpu_percent"),
  memoryBytes: doublePrecision("memory_bytes"),
  /**
   * The bot's own time of the heartbeat that the reported state comes from: an older one never overwrites it. Of the receipt at
   * most, or a clock that was ahead once would freeze the state.
   */
  heartbeatTime: instant("heartbeat_time"),
  firstSeenAt: instant("first_seen_at").notNull(),
  lastSeenAt: instant("last_seen_at").notNull(),
  lastHeartbeatAt: instant("last_heartbeat_at"),
  lastTakenAt: instant("last_taken_at"),
  lastProgressAt: instant("last_progress_at"),
  lastQueue: text("last_queue"),
  pausedAt: instant("paused_at"),
  // The run contract; null stands for the default of lib/bots/contract.ts.
  heartbeatIntervalSeconds: integer("heartbeat_interval_seconds"),
  heartbeatGraceSeconds: integer("heartbeat_grace_seconds"),
  maxRunSeconds: integer("max_run_seconds"),
  minRunSeconds: integer("min_run_seconds"),
  maxFailures: integer("max_failures"),
  failureWindow: integer("failure_window"),
  targetDurationMs: integer("target_duration_ms"),
  hourlyCostUsd: doublePrecision("hourly_cost_usd"),
  jobCostUsd: doublePrecision("job_cost_usd"),
});
