/** What a bot is doing, as liveness derives it. */
export type BotStatus = "idle" | "busy" | "offline" | "paused" | "stuck" | "zombie";

/** One bot of the list. */
export interface BotSummary {
  id: string;
  name: string;
  kind: string | null;
  status: BotStatus;
  current_job_id: string | null;
  processing_duration_seconds: number | null;
  processing_duration_formatted: string | null;
  last_heartbeat_at: string | null;
  success_rate: number | null;
  throughput_per_hour: number;
  error_rate: number | null;
  p95_duration_ms: number | null;
  queue_depth: number | null;
  resource_utilization: { cpu_percent: number | null; memory_bytes: number | null };
  tags: string[];
  paused: boolean;
  status_reason: string;
  host: string | null;
  version: string | null;
  tracker: { hour: string; total: number; succeeded: number; failed: number }[];
}

/** One page of the list. */
export interface BotPage {
  bots: BotSummary[];
  next_cursor: string | null;
  /** Bots at all. */
  total: number;
  /** Bots that the filters leave. */
  matching: number;
}

export interface BotHour {
  hour: string;
  total: number;
  succeeded: number;
  failed: number;
  success_rate: number | null;
  avg_duration_ms: number | null;
  p95_duration_ms: number | null;
  partial: boolean;
}

export interface RecentJob {
  job_id: string;
  status: string;
  duration_ms: number | null;
  duration_formatted: string | null;
  processed_at: string;
  attempt: number;
  error: string | null;
}

/** A bot's figures over a period. */
export interface BotStats {
  bot_id: string;
  period_hours: number;
  total_jobs: number;
  avg_duration_ms: number | null;
  min_duration_ms: number | null;
  max_duration_ms: number | null;
  p50_duration_ms: number | null;
  p90_duration_ms: number | null;
  p95_duration_ms: number | null;
  p99_duration_ms: number | null;
  succeeded: number;
  failed: number;
  cancelled: number;
  success_rate: number | null;
  hourly_performance: BotHour[];
  recent_jobs: RecentJob[];
}

/** A bot with all that it reports and the contract it is held to. */
export interface BotDetail extends BotSummary {
  first_seen_at: string;
  contract: {
    heartbeat_interval_seconds: number;
    heartbeat_grace_seconds: number;
    max_run_seconds: number | null;
    min_run_seconds: number | null;
    max_failures: number | null;
    failure_window: number | null;
    target_duration_ms: number | null;
  };
  queues: {
    queue: string;
    pending: number | null;
    processing: number | null;
    dead_letter: number | null;
    oldest_age_seconds: number | null;
    sampled_at: string;
  }[];
  dependencies: {
    component: string;
    status: string;
    latency_ms: number | null;
    detail: string | null;
    checked_at: string;
  }[];
}
