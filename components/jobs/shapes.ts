/** One attempt of a job: what is known of it so far. */
export interface JobRun {
  attempt: number;
  status: string;
  queued_at: string | null;
  started_at: string | null;
  finished_at: string | null;
  duration_ms: number | null;
  progress_percent: number | null;
  progress_note: string | null;
  error: { type: string | null; message: string | null; stack: string | null } | null;
  dead_lettered: boolean;
  cost_usd: number | null;
  value_usd: number | null;
  cpu_ms: number | null;
  memory_peak_bytes: number | null;
}

/** An event as stored. */
export interface StoredEvent {
  event_id: string;
  type: string;
  bot_id: string;
  time: string;
  received_at: string;
  data: Record<string, unknown>;
}

/** One job: its attempts and its events, oldest first. */
export interface JobDetail {
  bot_id: string;
  job_id: string;
  status: string;
  queue: string | null;
  job_type: string | null;
  customer_id: string | null;
  runs: JobRun[];
  events: StoredEvent[];
}
