/**
 * What the rollups count. `n` is how many; `sum`, `min`, `max` and the histogram are of the value named here, which
 * `measured` of them carried. `failed` and `cancelled` are parts of `n`.
 */
export const SERIES = {
  /**
   * Ended job attempts, at their end, with duration (ms) as soon as it is known: a late start makes `measured` grow after
   * `n`. `submitted` counts jobs seen for the first time, at the earliest time then known of them. Label: job type.
   */
  job: "job",
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

/** Series whose sums are told for ever: what months held of them is carried on when retention drops the months. */
export const CARRIED: readonly Series[] = [
  ...[SERIES.job, SERIES.jobRetry, SERIES.jobDeadLetter, SERIES.jobValue, SERIES.message, SERIES.error],
];
