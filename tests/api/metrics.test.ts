import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { liveAnswer } from "@/lib/telemetry/live";
import { performanceAnswer } from "@/lib/telemetry/performance";
import { healthScoreAnswer } from "@/lib/telemetry/score";
import { parseExposition, type ScrapedFamily, seriesValue } from "../support/exposition";
import { FeedReader } from "../support/feed-reader";
import { call, postEvents, send } from "../support/http";
import { startServer, type TestServer } from "../support/server";
import { eventually } from "../support/wait";

const OPENMETRICS = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

/** Every family that the contract names. */
const FAMILIES = [
  ...["bot_up", "bot_last_heartbeat_timestamp_seconds", "bot_processing_duration_seconds", "bot_jobs_processed_total"],
  ...["bot_job_duration_seconds", "bot_success_rate_percentage", "bot_messages_processed_total"],
  ...["bot_message_response_time_seconds", "system_queue_depth", "queue_oldest_job_age_seconds"],
  ...["job_submissions_total", "job_retries_total", "job_dlq_moves_total", "worker_up", "worker_jobs_processed_total"],
  ...["worker_job_duration_seconds", "worker_errors_total", "worker_heartbeat_timestamp_seconds"],
  ...["worker_memory_bytes", "worker_cpu_percent", "sla_compliance_percentage", "bot_business_value_usd_total"],
  ...["customer_impact_score", "bot_health_score", "http_requests_total", "http_request_duration_seconds"],
  ...["http_requests_in_progress", "rollcall_series_truncated", "rollcall_metrics_errors_total"],
  ...["rollcall_ingest_events_total", "rollcall_feed_clients", "rollcall_cron_runs_total", "rollcall_database_up"],
  ...["rollcall_delivery_attempts_total", "process_cpu_seconds_total", "nodejs_version_info"],
];

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
  await report();
});
afterAll(() => server?.stop());

async function report(): Promise<void> {
  const event = (type: string, bot_id: string, data: object) => ({ type, bot_id, data });
  const job = (job_id: string, data: object) =>
    event("job.finished", "press", { job_id, job_type: 'a "b"\n\\c', queue: "ink", ...data });
  const { body } = await postEvents(server.url, [
    event("heartbeat", "press", { kind: "worker", cpu_percent: 12.5, memory_bytes: 1024 }),
    job("1", { status: "succeeded", duration_ms: 250, value_usd: 2.5 }),
    job("2", { status: "succeeded", duration_ms: 86_400_000 }),
    job("3", { status: "failed", duration_ms: 1, dead_lettered: true }),
    job("3", { status: "cancelled", attempt: 2 }),
    event("error.occurred", "press", { message: "jam" }),
    event("job.started", "press", { job_id: "4", queue: "ink" }),
    event("queue.sampled", "press", { queue: "ink", pending: 4, dead_letter: 1, oldest_age_seconds: 7 }),
    event("heartbeat", "chat", { kind: "chat" }),
    event("message.processed", "chat", { user_id: "u", response_time_ms: 100 }),
  ]);
  expect(body).toMatchObject({ accepted: 10, errors: [] });
}

async function scrape(format: "text" | "openmetrics" = "text"): Promise<Map<string, ScrapedFamily>> {
  const headers = { accept: format === "text" ? "*/*" : OPENMETRICS };
  const { status, body } = await call<string>(`${server.url}/metrics`, { headers });
  expect(status).toBe(200);
  return parseExposition(body, format);
}

describe("a scrape", () => {
  it("has every family of the contract, with help, in both formats", async () => {
    const [text, openMetrics] = [await scrape("text"), await scrape("openmetrics")];
    expect([...text.keys()]).toEqual(expect.arrayContaining(FAMILIES));
    const named = FAMILIES.map((name) => (text.get(name)?.type === "counter" ? name.replace(/_total$/, "") : name));
    expect([...openMetrics.keys()]).toEqual(expect.arrayContaining(named));
    for (const { help } of text.values()) expect(help.length).toBeGreaterThan(10);
  });

  it("says which format it is in", async () => {
    const text = await call(`${server.url}/metrics`);
    expect(text.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const open = await call(`${server.url}/metrics`, { headers: { accept: OPENMETRICS } });
    expect(open.headers.get("content-type")).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
  });

  it("tells what bots did", async () => {
    const found = await scrape();
    const value = (name: string, labels: Record<string, string>) => seriesValue(found, name, labels);
    const bot = "press";
    expect(value("bot_up", { bot })).toBe(1);
    expect(value("bot_last_heartbeat_timestamp_seconds", { bot })).toBeCloseTo(Date.now() / 1000, -2);
    expect(value("bot_jobs_processed_total", { bot, status: "succeeded" })).toBe(2);
    expect(value("bot_jobs_processed_total", { bot, status: "failed" })).toBe(1);
    expect(value("bot_jobs_processed_total", { bot, status: "cancelled" })).toBe(1);
    expect(value("bot_processing_duration_seconds", { bot })).toBeGreaterThanOrEqual(0);
    expect(value("bot_success_rate_percentage", { bot })).toBe(66.7);
    expect(value("sla_compliance_percentage", { bot, basis: "success" })).toBe(66.7);
    expect(value("bot_health_score", { bot })).toBe(50);
    expect(value("bot_business_value_usd_total", { bot })).toBe(2.5);
    expect(value("worker_up", { bot })).toBe(1);
    expect(value("worker_up", { bot: "chat" })).toBeUndefined();
    expect(value("worker_jobs_processed_total", { bot })).toBe(4);
    expect(value("worker_errors_total", { bot })).toBe(2);
    expect(value("worker_memory_bytes", { bot })).toBe(1024);
    expect(value("worker_cpu_percent", { bot })).toBe(12.5);
    expect(value("bot_messages_processed_total", { bot: "chat" })).toBe(1);
    expect(value("bot_messages_processed_total", { bot })).toBeUndefined();
    expect(value("job_submissions_total", { job_type: 'a "b"\n\\c' })).toBe(3);
    expect(value("job_retries_total", { job_type: 'a "b"\n\\c' })).toBe(1);
    expect(value("job_dlq_moves_total", { job_type: 'a "b"\n\\c' })).toBe(1);
    expect(value("system_queue_depth", { queue: "ink", state: "pending" })).toBe(4);
    expect(value("system_queue_depth", { queue: "ink", state: "processing" })).toBeUndefined();
    expect(value("system_queue_depth", { queue: "ink", state: "dead_letter" })).toBe(1);
    expect(value("queue_oldest_job_age_seconds", { queue: "ink" })).toBe(7);
    expect(value("customer_impact_score", {})).toBe(20);
    expect(value("rollcall_series_truncated", {})).toBe(0);
  });

  it("counts durations that stand on a bound within it, from 1 ms to 24 h", async () => {
    const found = await scrape();
    const under = (le: string) => seriesValue(found, "bot_job_duration_seconds_bucket", { bot: "press", le });
    expect([under("0.001"), under("0.1"), under("0.25"), under("14400.0"), under("86400.0"), under("+Inf")]).toEqual([
      1, 1, 2, 2, 3, 3,
    ]);
    expect(seriesValue(found, "bot_job_duration_seconds_sum", { bot: "press" })).toBeCloseTo(86_400.251);
    expect(seriesValue(found, "bot_message_response_time_seconds_bucket", { bot: "chat", le: "0.1" })).toBe(1);
  });

  it("tells our own requests by template, whatever was asked for, and no path", async () => {
    await call(`${server.url}/api/bots/press/stats`);
    for (const path of ["/wp-login.php", "/api/secret-path", "/bots/press/a/b/c"]) await call(`${server.url}${path}`);
    const found = await eventually(async () => {
      const scraped = await scrape();
      const labels = { method: "GET", route: "/api/bots/{bot_id}/stats", status: "200" };
      return seriesValue(scraped, "http_requests_total", labels)! >= 1 && scraped;
    });
    const labels = { method: "GET", route: "/api/bots/{bot_id}/stats" };
    expect(seriesValue(found, "http_request_duration_seconds_count", labels)).toBeGreaterThanOrEqual(1);
    const routes = found.get("http_requests_total")?.samples.map((sample) => sample.labels.route);
    expect(routes).toContain("unknown");
    expect(routes?.join()).not.toMatch(/press|wp-login|secret/);
    const accepted = { method: "POST", route: "/api/events", status: "200" };
    expect(seriesValue(found, "http_requests_total", accepted)).toBeGreaterThanOrEqual(1);
    expect(seriesValue(found, "rollcall_ingest_events_total", { outcome: "new" })).toBeGreaterThanOrEqual(10);
  });

  it("tells how events reach those who follow the feed", async () => {
    const reader = await new FeedReader(`${server.url}/api/events/stream`).open();
    try {
      await postEvents(server.url, { type: "error.occurred", bot_id: "chat", data: { message: "for the feed" } });
      const found = await eventually(async () => {
        const scraped = await scrape();
        return (seriesValue(scraped, "rollcall_feed_events_total") ?? 0) > 0 && scraped;
      });
      expect(seriesValue(found, "rollcall_feed_lag_seconds_count")).toBeGreaterThan(0);
      expect(seriesValue(found, "rollcall_feed_lag_seconds_sum")).toBeLessThan(30);
      expect(seriesValue(found, "rollcall_feed_clients")).toBe(1);
    } finally {
      reader.cut();
    }
  });

  it("goes on counting where it was after a restart", async () => {
    const before = await scrape();
    await server.interrupt();
    await server.restart();
    const after = await scrape();
    let compared = 0;
    for (const [name, { type, samples }] of before) {
      if (type !== "counter" || /^(process|nodejs|http|rollcall)_/.test(name)) continue;
      for (const { labels, value } of samples) {
        compared += 1;
        expect(seriesValue(after, name, labels), `${name} ${JSON.stringify(labels)}`).toBe(value);
      }
    }
    expect(compared).toBeGreaterThan(8);
  });
});

describe("who may scrape", () => {
  it.each(["/metrics", "/metrics/performance", "/metrics/live", "/metrics/health-score"])("%s", async (path) => {
    const { body: key } = await send<{ key: string }>(`${server.url}/api/keys`, { name: "writer", scope: "ingest" });
    const { body: reader } = await send<{ key: string }>(`${server.url}/api/keys`, { name: "reader", scope: "read" });
    expect((await call(`${server.url}${path}`, { key: null })).status).toBe(401);
    expect((await call(`${server.url}${path}`, { key: "rc_r_wrong" })).status).toBe(401);
    expect((await call(`${server.url}${path}`, { key: key.key })).status).toBe(403);
    expect((await call(`${server.url}${path}`, { key: reader.key })).status).toBe(200);
    expect((await call(`${server.url}${path}`, { method: "POST" })).status).toBe(405);
  });
});

describe("without a Prometheus", () => {
  it("tells performance", async () => {
    // As many as make a rate that two decimals can tell.
    await postEvents(server.url, Array(20).fill({ type: "heartbeat", bot_id: "press", data: {} }));
    // The fleet's part may be a moment old.
    const told = await eventually(async () => {
      const { body } = await call(`${server.url}/metrics/performance`);
      const answer = performanceAnswer.parse(body);
      return answer.jobs.count === 3 && (answer.ingest.p50_ms ?? 0) > 0 && answer;
    });
    expect(Math.abs((told.jobs.p50_ms ?? 0) - 250)).toBeLessThanOrEqual(5);
    expect(told.messages.count).toBe(1);
    expect(told.requests.p95_ms).toBeGreaterThan(0);
    expect(told.requests.endpoints.map(({ route }) => route)).toContain("/api/events");
    expect(told.ingest.events_per_second).toBeGreaterThan(0);
    expect(told.ingest.p50_ms).toBeGreaterThan(0);
    expect(told.feed.p50_ms).toBeNull();
    expect(told.database.latency_ms).toBeGreaterThan(0);
  });

  it("tells the moment", async () => {
    const { body } = await call(`${server.url}/metrics/live`);
    expect(liveAnswer.parse(body)).toMatchObject({ bots: { total: 2 }, rollcall: { feed_clients: 0 } });
  });

  it("tells a score with its penalties", async () => {
    const { body } = await call(`${server.url}/metrics/health-score`);
    const { score, status, factors } = healthScoreAnswer.parse(body);
    // One in five of what was asked for failed: the most that failures cost.
    expect(factors.find(({ name }) => name === "work")).toMatchObject({ penalty: 30 });
    expect(factors.find(({ name }) => name === "dependencies")).toMatchObject({ penalty: null });
    const lost = factors.reduce((sum, { penalty }) => sum + (penalty ?? 0), 0);
    expect(score).toBe(100 - lost);
    expect(status).toBe("degraded");
  });
});
