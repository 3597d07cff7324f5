/** What a `heartbeat` tells. */
export interface Heartbeat {
  status?: "idle" | "busy" | "draining";
  current_job_id?: string;
  /** Per cent of one core: two busy cores are 200. */
  cpu_percent?: number;
  memory_bytes?: number;
  version?: string;
  host?: string;
  kind?: BotKind;
  name?: string;
  tags?: readonly string[];
}

export type BotKind = "worker" | "chat" | "service";

export interface JobQueued {
  job_id: string;
  queue?: string;
  job_type?: string;
  customer_id?: string;
}

export interface JobStarted extends JobQueued {
  /** Counts from 1. */
  attempt?: number;
}

export interface JobProgress {
  job_id: string;
  percent?: number;
  note?: string;
}

export interface ErrorDescription {
  type?: string;
  message: string;
  stack?: string;
}

export interface JobFinished extends JobStarted {
  status: "succeeded" | "failed" | "cancelled";
  duration_ms?: number;
  error?: string | ErrorDescription;
  dead_lettered?: boolean;
  cost_usd?: number;
  value_usd?: number;
  cpu_ms?: number;
  memory_peak_bytes?: number;
}

export interface MessageProcessed {
  user_id: string;
  response_time_ms?: number;
  user_name?: string;
  text?: string;
  channel?: string;
  message_id?: string;
  failed?: boolean;
}

export interface RequestHandled {
  method: string;
  /** The template (`/links/:code`), never the path: paths have no end. */
  route: string;
  status_code: number;
  duration_ms: number;
  cache?: "hit" | "miss";
}

export interface QueueSampled {
  queue: string;
  pending: number;
  processing?: number;
  dead_letter?: number;
  oldest_age_seconds?: number;
}

export interface DependencyChecked {
  component: string;
  status: "up" | "degraded" | "down";
  latency_ms?: number;
  detail?: string;
}

export interface ErrorOccurred {
  message: string;
  type?: string;
  stack?: string;
  job_id?: string;
}

export interface MetricSampled {
  name: string;
  value: number;
  unit?: string;
  /** At most five. */
  labels?: Readonly<Record<string, string>>;
}

/** The catalogue: every type of event and its data, under the names of the HTTP contract. */
export interface Catalogue {
  heartbeat: Heartbeat;
  "job.queued": JobQueued;
  "job.started": JobStarted;
  "job.progress": JobProgress;
  "job.finished": JobFinished;
  "message.processed": MessageProcessed;
  "request.handled": RequestHandled;
  "queue.sampled": QueueSampled;
  "dependency.checked": DependencyChecked;
  "error.occurred": ErrorOccurred;
  "metric.sampled": MetricSampled;
}

export type EventType = keyof Catalogue;

/** One thing that happened. `id` and `time` are set when it is reported, unless given. */
export type BotEvent = {
  [Type in EventType]: { type: Type; data: Catalogue[Type]; id?: string; time?: Date | string };
}[EventType];
