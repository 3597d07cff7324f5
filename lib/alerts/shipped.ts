import { type RuleDefinition, type RuleInput, ruleSchema } from "./rule";

/** A rule that comes with Rollcall. Its id is also the name of its runbook. */
export interface ShippedRule {
  id: string;
  definition: RuleDefinition;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const GIB = 2 ** 30;

const rule = (id: string, given: RuleInput): ShippedRule => ({
  id,
  definition: ruleSchema.parse({ keep_firing_seconds: 2 * MINUTE, runbook_url: `/runbooks/${id}`, ...given }),
});
const off = { enabled: false };
const only = (label: string) => ({ bots: [], tags: [], kinds: [], label });

/** The rules that come with Rollcall. Those that need data which few fleets report are switched off. */
export const SHIPPED_RULES: readonly ShippedRule[] = [
  rule("bot-offline", {
    ...{ name: "Bot offline", metric: "bot.overdue", operator: ">", threshold: 0, severity: "critical" },
    description:
      "Nothing was heard of the bot for its heartbeat interval and grace, two minutes unless its run contract says otherwise.",
    keep_firing_seconds: MINUTE,
  }),
  rule("job-too-long", {
    ...{
      name: "Processing over 10 minutes",
      metric: "job.running",
      operator: ">",
      threshold: 600,
      severity: "warning",
    },
    description: "The bot has been at one job for more than ten minutes.",
  }),
  rule("success-rate-low", {
    ...{
      name: "Success rate under 90 %",
      metric: "job.success_rate",
      operator: "<",
      threshold: 90,
      severity: "critical",
    },
    ...{ window_seconds: HOUR, for_seconds: 2 * MINUTE },
    description: "Fewer than nine of ten jobs of the last hour succeeded.",
  }),
  rule("queue-backlog", {
    ...{ name: "Queue over 100", metric: "queue.pending", operator: ">", threshold: 100, severity: "warning" },
    description: "More than a hundred jobs wait in the queue.",
    for_seconds: MINUTE,
  }),
  rule("service-down", {
    ...{ name: "Dependency down", metric: "dependency.status", operator: ">=", threshold: 2, severity: "critical" },
    description: "A bot found something that it depends on down.",
    for_seconds: MINUTE,
  }),
  rule("database-down", {
    ...{
      name: "Database down",
      metric: "dependency.status",
      operator: ">=",
      threshold: 2,
      severity: "critical",
      ...off,
    },
    description: "A component whose name begins with postgres is down. Change the label to the name of your database.",
    selector: only("postgres*"),
  }),
  rule("cache-down", {
    ...{ name: "Cache down", metric: "dependency.status", operator: ">=", threshold: 2, severity: "critical", ...off },
    description: "A component whose name begins with redis is down. Change the label to the name of your cache.",
    selector: only("redis*"),
  }),
  rule("no-workers", {
    ...{ name: "No workers", metric: "fleet.workers", operator: "<", threshold: 1, severity: "critical", ...off },
    description: "No worker is alive.",
    for_seconds: MINUTE,
  }),
  rule("error-rate-high", {
    ...{ name: "Requests fail", metric: "request.error_rate", operator: ">", threshold: 5, severity: "critical" },
    ...{ window_seconds: 5 * MINUTE, for_seconds: 2 * MINUTE },
    description: "More than 5 % of a service's requests were answered by 5xx.",
  }),
  rule("job-failure-rate-high", {
    ...{ name: "Jobs fail", metric: "job.failure_rate", operator: ">", threshold: 25, severity: "warning" },
    ...{ window_seconds: 15 * MINUTE, for_seconds: 2 * MINUTE },
    description: "More than a quarter of the bot's jobs of the last 15 minutes failed.",
  }),
  rule("dead-letters-growing", {
    ...{
      name: "Dead letters grow",
      metric: "queue.dead_letter_growth",
      operator: ">",
      threshold: 0,
      severity: "warning",
    },
    ...{ window_seconds: 15 * MINUTE },
    description: "The dead-letter queue has grown in the last 15 minutes.",
  }),
  rule("queue-oldest-job-old", {
    ...{
      name: "Oldest job waits over 15 minutes",
      metric: "queue.oldest_age",
      operator: ">",
      threshold: 900,
      severity: "warning",
    },
    description: "A job has waited for more than a quarter of an hour.",
    for_seconds: MINUTE,
  }),
  rule("bot-stuck", {
    ...{ name: "Bot stuck", metric: "bot.stuck", operator: ">=", threshold: 1, severity: "warning" },
    description: "A job has made no progress for the longest run time of the bot's run contract.",
  }),
  rule("bot-zombie", {
    ...{ name: "Zombie bot", metric: "bot.zombie", operator: ">=", threshold: 1, severity: "warning" },
    description: "The worker is alive and takes no job, although its queue waits.",
    for_seconds: MINUTE,
  }),
  rule("run-contract-broken", {
    ...{
      name: "Run contract broken",
      metric: "bot.contract_breach",
      operator: ">=",
      threshold: 1,
      severity: "warning",
    },
    description: "The bot's newest runs failed more often, or took longer or shorter, than its run contract allows.",
  }),
  rule("jobs-stalled", {
    ...{ name: "No job ended", metric: "job.ended", operator: "<", threshold: 1, severity: "warning", ...off },
    ...{ window_seconds: HOUR, selector: { bots: [], tags: [], kinds: ["worker"], label: null } },
    description: "The worker has ended no job in the last hour.",
  }),
  rule("job-slow", {
    ...{ name: "Jobs slow", metric: "job.p95_duration", operator: ">", threshold: 300_000, severity: "performance" },
    ...{ window_seconds: HOUR, for_seconds: 5 * MINUTE },
    description: "One of twenty jobs of the last hour took more than five minutes.",
  }),
  rule("message-latency-high", {
    ...{
      name: "Answers slow",
      metric: "message.p95_response_time",
      operator: ">",
      threshold: 5000,
      severity: "performance",
    },
    ...{ window_seconds: 15 * MINUTE, for_seconds: 2 * MINUTE },
    description: "One of twenty messages of the last 15 minutes was answered after more than five seconds.",
  }),
  rule("message-failure-rate-high", {
    ...{ name: "Messages fail", metric: "message.failure_rate", operator: ">", threshold: 10, severity: "warning" },
    ...{ window_seconds: 15 * MINUTE, for_seconds: 2 * MINUTE },
    description: "More than 10 % of the messages of the last 15 minutes failed.",
  }),
  rule("api-latency-high", {
    ...{
      name: "Requests slow",
      metric: "request.p95_duration",
      operator: ">",
      threshold: 1000,
      severity: "performance",
    },
    ...{ window_seconds: 5 * MINUTE, for_seconds: 2 * MINUTE },
    description: "One of twenty requests of the last five minutes took more than a second.",
  }),
  rule("request-rate-high", {
    ...{ name: "Many requests", metric: "request.rate", operator: ">", threshold: 6000, severity: "info", ...off },
    ...{ window_seconds: 5 * MINUTE },
    description: "More than 100 requests a second over five minutes.",
  }),
  rule("request-rate-low", {
    ...{ name: "Few requests", metric: "request.rate", operator: "<", threshold: 1, severity: "warning", ...off },
    ...{ window_seconds: 15 * MINUTE, selector: { bots: [], tags: [], kinds: ["service"], label: null } },
    description: "A service has had fewer than one request a minute for 15 minutes.",
  }),
  rule("cache-hit-rate-low", {
    ...{
      name: "Cache misses",
      metric: "request.cache_hit_rate",
      operator: "<",
      threshold: 50,
      severity: "performance",
      ...off,
    },
    ...{ window_seconds: 15 * MINUTE, for_seconds: 5 * MINUTE },
    description: "Fewer than half of the requests were answered from the cache.",
  }),
  rule("memory-high", {
    ...{ name: "Memory high", metric: "bot.memory", operator: ">", threshold: 2 * GIB, severity: "warning" },
    ...{ window_seconds: 5 * MINUTE, for_seconds: 5 * MINUTE },
    description: "The bot has used more than 2 GiB of memory.",
  }),
  rule("cpu-high", {
    ...{ name: "CPU high", metric: "bot.cpu", operator: ">", threshold: 90, severity: "warning" },
    ...{ window_seconds: 5 * MINUTE, for_seconds: 10 * MINUTE },
    description: "The bot has used more than 90 % of a CPU for a quarter of an hour.",
  }),
  rule("disk-full", {
    ...{ name: "Disk nearly full", metric: "metric.max", operator: ">", threshold: 90, severity: "critical", ...off },
    ...{ window_seconds: 15 * MINUTE, selector: only("disk_percent*") },
    description: "A bot reports the metric disk_percent over 90.",
  }),
  rule("connections-high", {
    ...{
      name: "Database connections high",
      metric: "metric.max",
      operator: ">",
      threshold: 80,
      severity: "warning",
      ...off,
    },
    ...{ window_seconds: 5 * MINUTE, selector: only("database_connections_percent*") },
    description: "A bot reports the metric database_connections_percent over 80.",
  }),
  rule("slow-queries", {
    ...{
      name: "Slow queries",
      metric: "dependency.latency",
      operator: ">",
      threshold: 500,
      severity: "performance",
      ...off,
    },
    ...{ window_seconds: 5 * MINUTE, for_seconds: 2 * MINUTE, selector: only("postgres*") },
    description: "Checks of the database have taken more than half a second.",
  }),
  rule("dependency-slow", {
    ...{
      name: "Dependency slow",
      metric: "dependency.latency",
      operator: ">",
      threshold: 2000,
      severity: "performance",
    },
    ...{ window_seconds: 5 * MINUTE, for_seconds: 2 * MINUTE },
    description: "Checks of something that bots depend on have taken more than two seconds.",
  }),
  rule("errors-many", {
    ...{ name: "Many errors", metric: "bot.errors", operator: ">", threshold: 50, severity: "warning" },
    ...{ window_seconds: 15 * MINUTE },
    description: "The bot has reported more than 50 errors in 15 minutes.",
  }),
  rule("cost-high", {
    ...{ name: "Jobs expensive", metric: "job.cost", operator: ">", threshold: 100, severity: "info", ...off },
    ...{ window_seconds: DAY, scope: "fleet" },
    description: "The fleet's jobs of the last day reported a cost of more than 100 USD.",
  }),
  rule("ingest-stopped", {
    ...{ name: "Nothing is heard", metric: "fleet.silence", operator: ">", threshold: 120, severity: "critical" },
    description: "No bot at all has reported for two minutes: it is likely that reports do not reach Rollcall.",
    keep_firing_seconds: MINUTE,
  }),
  rule("sla-compliance-low", {
    ...{ name: "SLA missed", metric: "job.sla_compliance", operator: "<", threshold: 95, severity: "performance" },
    ...{ window_seconds: DAY, for_seconds: 15 * MINUTE, keep_firing_seconds: 15 * MINUTE },
    description: "Fewer than 95 % of the last day's jobs kept to the target duration of the bot's run contract.",
  }),
  rule("health-score-low", {
    ...{ name: "Health score low", metric: "bot.health_score", operator: "<", threshold: 50, severity: "performance" },
    ...{ for_seconds: 15 * MINUTE, keep_firing_seconds: 15 * MINUTE, ...off },
    description: "State, failures and lateness of the last day leave the bot fewer than half of its points.",
  }),
];
