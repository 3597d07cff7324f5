/**
 * What the rollups count. `n` is how many; `sum`, `min`, `max` and the histogram are of the value named here.
 * `failed` and `cancelled` are parts of `n`.
 */
export const SERIES = {
  /** Ended job attempts, at their end. Label: job type. */
  job: "job",
  /** Durations of ended attempts (ms), at their end, as soon as they are known. Label: job type. */
  jobDuration: "job_duration",
  /** Jobs seen for the first time (attempt 1). Label: job type. */
  jobSubmitted: "job_submitted",
  /** Attempts after the first. Label: job type. */
  jobRetry: "job_retry",
  /** Attempts that ended in a dead-letter queue. Label: job type. */
  jobDeadLetter: "job_dead_letter",
  /** Reported cost (USD). Label: job type. */
  jobCost: "job_cost",
  /** Reported value (USD). Label: job type. */
  jobValue: "job_value",
  /** CPU time of attempts (ms). Label: job type. */
  jobCpu: "job_cpu",
  /** Peak memory of attempts (bytes). Label: job type. */
  jobMemory: "job_memory",
  /** Messages, with response time (ms). Label: channel. */
  message: "message",
  /** HTTP requests, with duration (ms); failed is 5xx. Label: `METHOD /route 2xx`. */
  request: "request",
  /** Requests that had a cache; failed is a miss. Label: `METHOD /route`. */
  requestCache: "request_cache",
  /** Queue samples. Label: queue. */
  queuePending: "queue_pending",
  queueProcessing: "queue_processing",
  queueDeadLetter: "queue_dead_letter",
  queueOldestAge: "queue_oldest_age",
  /** Dependency checks, with latency (ms); failed is down. Label: component. */
  dependency: "dependency",
  /** Checks that found a dependency degraded. Label: component. */
  dependencyDegraded: "dependency_degraded",
  /** Errors. Label: error type. */
  error: "error",
  /** Samples of a bot's own metrics. Label: `name{label="value",…}`. */
  metric: "metric",
  /** Heartbeats. */
  heartbeat: "heartbeat",
  /** CPU use by heartbeat (per cent). */
  cpu: "cpu",
  /** Memory use by heartbeat (bytes). */
  memory: "memory",
} as const;

export type Series = (typeof SERIES)[keyof typeof SERIES];
