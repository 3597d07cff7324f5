import type { BotSummary } from "@/lib/bots/bot";
import type { QueuePage } from "@/lib/queues/queue";
import type { Live } from "@/lib/telemetry/live";
import type { Performance } from "@/lib/telemetry/performance";
import { API_OPTIONS, API_USAGE, type Api, apiOf, get } from "./api";
import { bytes, pairs, section, table } from "./print";
import { type Command, options } from "./usage";

export const metricsApi: Command = {
  summary: "prints how fast Rollcall's API answers: requests, ingest, feed, database",
  usage: `metrics-api [--url URL] [--key KEY]\n${API_USAGE}`,
  async run(args) {
    const api = apiOf(options(args, API_OPTIONS));
    console.log(await performanceReport(api));
    return 0;
  },
};

export const metricsWorker: Command = {
  summary: "prints what the workers do: status, throughput, success, queues",
  usage: `metrics-worker [--url URL] [--key KEY]\n${API_USAGE}`,
  async run(args) {
    const api = apiOf(options(args, API_OPTIONS));
    console.log(await workerReport(api));
    return 0;
  },
};

/** The last five minutes of the server, and the durations of the fleet's work of a day. */
export async function performanceReport(api: Api): Promise<string> {
  const told = await get<Performance>(api, "/metrics/performance");
  const { requests, ingest, feed, database, process, jobs, messages } = told;
  const times = { requests, ingest, feed, "jobs (24 h)": jobs, "messages (24 h)": messages };
  return [
    section(
      `Durations in ms, of the last ${told.window_seconds} s`,
      table(
        ["", "COUNT", "P50", "P90", "P95", "P99"],
        Object.entries(times).map(([name, t]) => [name, t.count, t.p50_ms, t.p90_ms, t.p95_ms, t.p99_ms]),
      ),
    ),
    section(
      "Endpoints",
      table(
        ["ENDPOINT", "COUNT", "FAILED", "P50", "P95", "P99"],
        requests.endpoints
          .slice(0, 20)
          .map((e) => [`${e.method} ${e.route}`, e.count, e.failed, e.p50_ms, e.p95_ms, e.p99_ms]),
      ),
    ),
    section(
      "Now",
      pairs({
        "requests failed (5xx)": requests.failed,
        "requests in progress": requests.in_progress,
        "events a second": ingest.events_per_second,
        "events that wait": ingest.buffered,
        "feed clients": feed.clients,
        "database, ms": database.latency_ms,
        "connections busy / idle / awaited": `${database.pool.busy} / ${database.pool.idle} / ${database.pool.waiting}`,
        "up, s": Math.round(process.uptime_seconds),
        memory: bytes(process.memory_bytes),
        "CPU, %": process.cpu_percent,
      }),
    ),
  ].join("\n");
}

async function workerReport(api: Api): Promise<string> {
  const live = await get<Live>(api, "/metrics/live");
  const { bots } = await get<{ bots: BotSummary[] }>(api, "/api/bots?kind=worker&limit=200");
  const { queues } = await get<QueuePage>(api, "/api/queues?limit=50");
  const workers = bots.map((bot) => [
    ...[bot.id, bot.status, bot.current_job_id, bot.throughput_per_hour, bot.success_rate, bot.p95_duration_ms],
    ...[bot.resource_utilization.cpu_percent, bytes(bot.resource_utilization.memory_bytes)],
  ]);
  return [
    section("Jobs of all bots", pairs(live.jobs)),
    section(
      "Workers (200 at most)",
      table(["WORKER", "STATUS", "JOB", "JOBS/H", "SUCCESS %", "P95 MS", "CPU %", "MEMORY"], workers),
    ),
    section(
      "Queues (50 at most)",
      table(
        ["QUEUE", "PENDING", "PROCESSING", "DEAD", "OLDEST S", "IN/H", "OUT/H"],
        queues.map((q) => [
          ...[q.queue, q.pending, q.processing, q.dead_letter, q.oldest_age_seconds],
          ...[q.in_per_hour, q.out_per_hour],
        ]),
      ),
    ),
  ].join("\n");
}
