import type { MetricId } from "../metric";
import type { RuleDefinition } from "../rule";

/** What a rule's measure is told by in PromQL. `m` puts the rule's own matcher among those given, `w` is its window. */
export type Body = (m: (...matchers: string[]) => string, w: string) => string;

interface Told {
  /** The label by which bots, queues or job types are picked, if any. */
  by: "bot" | "queue" | "job_type" | null;
  each?: Body;
  fleet?: Body;
}

const count = (family: string, status: string | null): Told => {
  const increase: Body = (m, w) => `increase(${family}${m(...(status ? [`status="${status}"`] : []))}[${w}])`;
  return { by: "bot", each: (m, w) => `sum by (bot) (${increase(m, w)})`, fleet: (m, w) => `sum(${increase(m, w)})` };
};

const perMinute = (family: string): Told => ({
  by: "bot",
  each: (m, w) => `60 * sum by (bot) (rate(${family}${m()}[${w}]))`,
  fleet: (m, w) => `60 * sum(rate(${family}${m()}[${w}]))`,
});

const jobShare = (status: string): Told => {
  const part = (by: string): Body => {
    const increase = (m: Parameters<Body>[0], w: string, matcher: string) =>
      `sum${by}(increase(bot_jobs_processed_total${m(matcher)}[${w}]))`;
    return (m, w) => `100 * ${increase(m, w, `status="${status}"`)} / ${increase(m, w, 'status=~"succeeded|failed"')}`;
  };
  return { by: "bot", each: part(" by (bot) "), fleet: part("") };
};

/** Histograms are in seconds, our metrics in ms. */
const mean = (family: string): Told => {
  const part = (by: string): Body => {
    const rate = (m: Parameters<Body>[0], w: string, suffix: string) =>
      `sum${by}(rate(${family}_${suffix}${m()}[${w}]))`;
    return (m, w) => `1000 * ${rate(m, w, "sum")} / ${rate(m, w, "count")}`;
  };
  return { by: "bot", each: part(" by (bot) "), fleet: part("") };
};

const quantile = (family: string, fraction: number): Told => {
  const part =
    (by: string): Body =>
    (m, w) =>
      `1000 * histogram_quantile(${fraction}, sum by (${by}) (rate(${family}_bucket${m()}[${w}])))`;
  return { by: "bot", each: part("bot, le"), fleet: part("le") };
};

const queue = (state: string): Told => ({
  by: "queue",
  each: (m) => `system_queue_depth${m(`state="${state}"`)}`,
  fleet: (m) => `sum(system_queue_depth${m(`state="${state}"`)})`,
});

const growth = (state: string): Told => {
  const depth = (m: Parameters<Body>[0]) => `system_queue_depth${m(`state="${state}"`)}`;
  return { by: "queue", each: (m, w) => `${depth(m)} - min_over_time(${depth(m)}[${w}])` };
};

const ofTypes = (family: string): Told => ({ by: "job_type", fleet: (m, w) => `sum(increase(${family}${m()}[${w}]))` });

const JOBS = "bot_job_duration_seconds";
const ANSWERS = "bot_message_response_time_seconds";

/** The metrics that families of /metrics tell. Those that are not here cannot be judged by Prometheus. */
export const TOLD: Partial<Record<MetricId, Told>> = {
  "job.success_rate": jobShare("succeeded"),
  "job.failure_rate": jobShare("failed"),
  "job.failed": count("bot_jobs_processed_total", "failed"),
  "job.ended": count("bot_jobs_processed_total", null),
  "job.throughput": perMinute("bot_jobs_processed_total"),
  "job.submissions": { by: "job_type", fleet: (m, w) => `60 * sum(rate(job_submissions_total${m()}[${w}]))` },
  "job.retries": ofTypes("job_retries_total"),
  "job.dead_letters": ofTypes("job_dlq_moves_total"),
  "job.avg_duration": mean(JOBS),
  "job.p50_duration": quantile(JOBS, 0.5),
  "job.p95_duration": quantile(JOBS, 0.95),
  "job.p99_duration": quantile(JOBS, 0.99),
  "job.running": {
    by: "bot",
    each: (m) => `bot_processing_duration_seconds${m()}`,
    fleet: (m) => `max(bot_processing_duration_seconds${m()})`,
  },
  "message.rate": perMinute("bot_messages_processed_total"),
  "message.avg_response_time": mean(ANSWERS),
  "message.p95_response_time": quantile(ANSWERS, 0.95),
  "bot.silence": {
    by: "bot",
    each: (m) => `time() - bot_last_heartbeat_timestamp_seconds${m()}`,
    fleet: (m) => `time() - max(bot_last_heartbeat_timestamp_seconds${m()})`,
  },
  "bot.health_score": {
    by: "bot",
    each: (m) => `bot_health_score${m()}`,
    fleet: (m) => `min(bot_health_score${m()})`,
  },
  "queue.pending": queue("pending"),
  "queue.processing": queue("processing"),
  "queue.dead_letter": queue("dead_letter"),
  "queue.oldest_age": {
    by: "queue",
    each: (m) => `queue_oldest_job_age_seconds${m()}`,
    fleet: (m) => `max(queue_oldest_job_age_seconds${m()})`,
  },
  "queue.avg_pending": {
    by: "queue",
    each: (m, w) => `avg_over_time(system_queue_depth${m('state="pending"')}[${w}])`,
  },
  "queue.pending_growth": growth("pending"),
  "queue.dead_letter_growth": growth("dead_letter"),
  "fleet.workers": { by: "bot", fleet: (m) => `sum(worker_up${m()}) or vector(0)` },
  "fleet.offline": { by: "bot", fleet: (m) => `count(bot_up${m()} == 0) or vector(0)` },
  "fleet.offline_share": { by: "bot", fleet: (m) => `100 * (1 - avg(bot_up${m()}))` },
  "fleet.silence": { by: "bot", fleet: (m) => `time() - max(bot_last_heartbeat_timestamp_seconds${m()})` },
};

/** Whether a bot is beyond its contract's grace is all that is told of it: `bot.overdue > 0`. */
export const OVERDUE: Record<RuleDefinition["scope"], Body> = {
  each: (m) => `bot_up${m()}`,
  fleet: (m) => `max(bot_up${m()})`,
};
