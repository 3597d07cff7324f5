import type { SubjectKind } from "./subject";

/** A figure that rules can judge. */
export interface Metric {
  title: string;
  unit: Unit;
  /** What it is measured of, one by one; rules of scope `fleet` judge all of them together. */
  subject: SubjectKind;
  /** Whether it looks back over the rule's window; else it is a state of now. */
  windowed: boolean;
  /** What `selector.label` picks within it: job types, queues, components …; null where there is nothing to pick. */
  label: string | null;
}

/** Of a metric's value; `value` is whatever a bot's own metric is in. */
export type Unit = "seconds" | "ms" | "percent" | "bytes" | "usd" | "per_minute" | "count" | "value";

const over = (title: string, unit: Unit, subject: SubjectKind, label: string | null) =>
  ({ title, unit, subject, label, windowed: true }) as const;
const now = (title: string, unit: Unit, subject: SubjectKind, label: string | null = null) =>
  ({ title, unit, subject, label, windowed: false }) as const;

const JOB = "job type";
const CHANNEL = "channel";
const ENDPOINT = "endpoint";
const QUEUE = "queue";
const COMPONENT = "component";
const NAME = "metric";

/** Metrics that look back over the rule's window. */
export const WINDOWED = {
  "job.success_rate": over("Job success rate", "percent", "bot", JOB),
  "job.failure_rate": over("Job failure rate", "percent", "bot", JOB),
  "job.failed": over("Failed jobs", "count", "bot", JOB),
  "job.ended": over("Ended jobs", "count", "bot", JOB),
  "job.throughput": over("Ended jobs per minute", "per_minute", "bot", JOB),
  "job.submissions": over("Submitted jobs per minute", "per_minute", "bot", JOB),
  "job.avg_duration": over("Mean job duration", "ms", "bot", JOB),
  "job.p50_duration": over("Median job duration", "ms", "bot", JOB),
  "job.p95_duration": over("95th percentile of job duration", "ms", "bot", JOB),
  "job.p99_duration": over("99th percentile of job duration", "ms", "bot", JOB),
  "job.max_duration": over("Longest job duration", "ms", "bot", JOB),
  "job.retries": over("Retries", "count", "bot", JOB),
  "job.dead_letters": over("Jobs moved to a dead-letter queue", "count", "bot", JOB),
  "job.sla_compliance": over("Share of jobs within the contract's target duration", "percent", "bot", JOB),
  "job.cost": over("Reported cost of jobs", "usd", "bot", JOB),
  "job.value": over("Reported value of jobs", "usd", "bot", JOB),
  "job.cpu": over("Mean CPU time of a job", "ms", "bot", JOB),
  "job.memory": over("Highest peak memory of a job", "bytes", "bot", JOB),
  "message.rate": over("Messages per minute", "per_minute", "bot", CHANNEL),
  "message.failure_rate": over("Message failure rate", "percent", "bot", CHANNEL),
  "message.avg_response_time": over("Mean response time", "ms", "bot", CHANNEL),
  "message.p95_response_time": over("95th percentile of response time", "ms", "bot", CHANNEL),
  "request.rate": over("Requests per minute", "per_minute", "bot", ENDPOINT),
  "request.error_rate": over("Share of requests answered by 5xx", "percent", "bot", ENDPOINT),
  "request.p95_duration": over("95th percentile of request duration", "ms", "bot", ENDPOINT),
  "request.p99_duration": over("99th percentile of request duration", "ms", "bot", ENDPOINT),
  "request.cache_hit_rate": over("Cache hit rate", "percent", "bot", ENDPOINT),
  "route.rate": over("Requests per minute of an endpoint", "per_minute", "route", ENDPOINT),
  "route.error_rate": over("Share of an endpoint's requests answered by 5xx", "percent", "route", ENDPOINT),
  "route.p95_duration": over("95th percentile of an endpoint's duration", "ms", "route", ENDPOINT),
  "bot.cpu": over("Mean CPU use", "percent", "bot", null),
  "bot.memory": over("Mean memory use", "bytes", "bot", null),
  "bot.heartbeats": over("Heartbeats", "count", "bot", null),
  "bot.errors": over("Errors", "count", "bot", "error type"),
  "queue.avg_pending": over("Mean number of waiting jobs", "count", "queue", QUEUE),
  "queue.pending_growth": over("Growth of waiting jobs", "count", "queue", QUEUE),
  "queue.dead_letter_growth": over("Growth of the dead-letter queue", "count", "queue", QUEUE),
  "dependency.latency": over("Mean latency of a dependency", "ms", "component", COMPONENT),
  "dependency.availability": over("Share of checks that found a dependency up", "percent", "component", COMPONENT),
  "metric.avg": over("Mean of a reported metric", "value", "metric", NAME),
  "metric.max": over("Highest of a reported metric", "value", "metric", NAME),
  "metric.min": over("Lowest of a reported metric", "value", "metric", NAME),
} as const satisfies Record<string, Metric>;

/** Metrics that are a state of now. */
export const CURRENT = {
  "bot.silence": now("Time since the last sign of life", "seconds", "bot"),
  "bot.overdue": now("Time past the due heartbeat and its grace", "seconds", "bot"),
  "bot.stuck": now("Stuck: a job without progress (1 or 0)", "count", "bot"),
  "bot.zombie": now("Zombie: takes no job although its queue waits (1 or 0)", "count", "bot"),
  "bot.contract_breach": now("Last runs break the run contract (1 or 0)", "count", "bot"),
  "bot.health_score": now("Health score, of 100", "count", "bot"),
  "job.running": now("Running time of the current job", "seconds", "bot"),
  "queue.pending": now("Waiting jobs", "count", "queue", QUEUE),
  "queue.processing": now("Jobs in processing", "count", "queue", QUEUE),
  "queue.dead_letter": now("Jobs in the dead-letter queue", "count", "queue", QUEUE),
  "queue.oldest_age": now("Age of the oldest waiting job", "seconds", "queue", QUEUE),
  "dependency.status": now("Status of a dependency: 0 up, 1 degraded, 2 down", "count", "component", COMPONENT),
  "fleet.workers": now("Workers alive", "count", "fleet"),
  "fleet.offline": now("Bots offline", "count", "fleet"),
  "fleet.offline_share": now("Share of bots offline", "percent", "fleet"),
  "fleet.silence": now("Time since the last sign of life of any bot", "seconds", "fleet"),
} as const satisfies Record<string, Metric>;

/** Every metric of rules by its id. */
export const METRICS = { ...WINDOWED, ...CURRENT };

export type WindowedId = keyof typeof WINDOWED;
export type CurrentId = keyof typeof CURRENT;
export type MetricId = keyof typeof METRICS;
export const METRIC_IDS = Object.keys(METRICS) as [MetricId, ...MetricId[]];

/** Whether a metric looks back over the rule's window. */
export const isWindowed = (id: MetricId): id is WindowedId => id in WINDOWED;
