import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import client from "prom-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db/client";
import { sender } from "@/lib/db/statement";
import { createBuffer } from "@/lib/events/buffer";
import { scrapeDue } from "@/lib/scrape/run";
import { type TargetView, targetListSchema, targetSchema } from "@/lib/scrape/target";
import { type ServiceDetail, serviceDetailAnswer } from "@/lib/stats/services/schema";
import { databaseUrlOf } from "../support/database-of";
import { call, send } from "../support/http";
import { fromPage, makeOperator } from "../support/operators";
import { type Receiver, startReceiver } from "../support/receiver";
import { CRON_SECRET, startServer, type TestServer } from "../support/server";

const env = { OUTBOUND_ALLOW: "127.0.0.1/32" };
let server: TestServer;
let pool: pg.Pool;
let db: Database;
const receivers: Receiver[] = [];

beforeAll(async () => {
  server = await startServer({ env: { ...env, SCHEDULER: "off" } });
  pool = new pg.Pool({ connectionString: databaseUrlOf(server) });
  pool.on("error", () => {});
  db = drizzle({ client: pool });
});
afterAll(async () => {
  await pool?.end();
  await server?.stop();
  for (const each of receivers) await each.stop();
});

/** A service with prom-client's own registry, which can begin anew. */
async function startExporter() {
  const receiver = await startReceiver();
  receivers.push(receiver);
  let registry = new client.Registry();
  let counter: client.Counter;
  let histogram: client.Histogram;
  const begin = (startedAt = 1000) => {
    registry = new client.Registry();
    const labelNames = ["method", "route", "status_code"];
    counter = new client.Counter({ name: "http_requests_total", help: "h", labelNames, registers: [registry] });
    histogram = new client.Histogram({
      ...{ name: "http_request_duration_seconds", help: "h", labelNames, registers: [registry] },
      buckets: [0.01, 0.05, 0.1, 0.5, 1],
    });
    new client.Gauge({ name: "process_start_time_seconds", help: "h", registers: [registry] }).set(startedAt);
  };
  begin();
  const respond = (response: ServerResponse) =>
    registry.metrics().then((text) => response.writeHead(200, { "content-type": registry.contentType }).end(text));
  receiver.answer(respond);
  const handle = (count: number, seconds = 0.03, status = "200") => {
    const labels = { method: "GET", route: "/orders/:id", status_code: status };
    for (let n = 0; n < count; n++) histogram.observe(labels, seconds);
    counter.inc(labels, count);
  };
  return { url: `${receiver.url}/metrics`, receiver, respond, handle, begin };
}

const url = (path = "") => `${server.url}/api/scrape-targets${path}`;
const make = (target: object, options = {}) =>
  send<TargetView>(url(), { name: `target ${randomUUID()}`, bot_id: `scraped-${randomUUID()}`, ...target }, options);
const scrape = async (id: string) => (await call<TargetView>(url(`/${id}/scrape`), { method: "POST" })).body;
const service = async (bot: string): Promise<ServiceDetail> =>
  serviceDetailAnswer.parse((await call(`${server.url}/api/services/${encodeURIComponent(bot)}`)).body);

describe("a service that only has Prometheus", () => {
  it("is shown like one that reports: requests, classes, durations", async () => {
    const exporter = await startExporter();
    exporter.handle(1000);
    const { status, body } = await make({ url: exporter.url, token: "scrape-token-0123" });
    expect(status).toBe(201);
    expect(targetSchema.parse(await scrape(body.id)).last_scrape).toMatchObject({ error: null });
    expect((await service(body.bot_id)).totals.requests).toBe(0);
    exporter.handle(90);
    exporter.handle(10, 0.3, "503");
    await scrape(body.id);
    const { totals, endpoints, name } = await service(body.bot_id);
    expect(name).toBe(body.name);
    expect(totals).toMatchObject({ requests: 100, error_rate: 10 });
    expect(endpoints).toMatchObject([{ endpoint: "GET /orders/:id", requests: 100 }]);
    // As far as the exporter's buckets tell: 10 to 50 ms.
    expect(totals.p50_duration_ms).toBeGreaterThan(10);
    expect(totals.p50_duration_ms).toBeLessThan(50);
    expect(totals.p99_duration_ms).toBeGreaterThan(100);
    expect(exporter.receiver.received.at(-1)?.headers.authorization).toBe("Bearer scrape-token-0123");
  });

  it("is counted once over its restarts, missed scrapes, and restarts of Rollcall", async () => {
    const exporter = await startExporter();
    const { id, bot_id } = (await make({ url: exporter.url })).body;
    const requests = async () => (await service(bot_id)).totals.requests;
    await scrape(id);
    exporter.handle(5);
    await scrape(id);
    exporter.begin(2000);
    exporter.handle(7);
    await scrape(id);
    expect(await requests()).toBe(12);
    exporter.receiver.answer(503);
    exporter.handle(3);
    expect((await scrape(id)).last_scrape).toMatchObject({ error: "It answered 503." });
    exporter.receiver.answer(exporter.respond);
    await server.interrupt();
    exporter.handle(2);
    await server.restart();
    await scrape(id);
    await scrape(id);
    expect(await requests()).toBe(17);
  }, 120_000);

  it("is counted once by many who scrape at the same moment", async () => {
    const exporter = await startExporter();
    const { id, bot_id } = (await make({ url: exporter.url })).body;
    await scrape(id);
    exporter.handle(50);
    const clock = { now: () => new Date(), rawDays: 7 };
    const buffer = createBuffer({ db, send: sender(pool, 30_000), ...clock }, { events: 1000, commits: 3 }, () => {});
    const context = { db, buffer, env, ...clock };
    await Promise.all(Array.from({ length: 6 }, () => scrapeDue(context, undefined, id)));
    await scrape(id);
    expect((await service(bot_id)).totals.requests).toBe(50);
  });

  it("is scraped when it is due and not before, by cron too", async () => {
    const exporter = await startExporter();
    const { id } = (await make({ url: exporter.url, interval_seconds: 3600 })).body;
    const cron = () => call(`${server.url}/api/cron/scrape`, { method: "POST", key: CRON_SECRET });
    await cron();
    const before = exporter.receiver.received.length;
    await cron();
    expect([before, exporter.receiver.received.length]).toEqual([1, 1]);
    expect((await call<TargetView>(url(`/${id}`))).body.last_scrape).toMatchObject({ error: null });
  });

  it("is a bot that lives as long as it answers, and is expected no more often than it is scraped", async () => {
    const exporter = await startExporter();
    const { id, bot_id } = (await make({ url: exporter.url, interval_seconds: 900 })).body;
    await scrape(id);
    const { body } = await call(`${server.url}/api/bots/${bot_id}`);
    expect(body).toMatchObject({ kind: "service", status: "idle", contract: { heartbeat_interval_seconds: 900 } });
  });

  it("begins anew where it is read from elsewhere", async () => {
    const [one, other] = [await startExporter(), await startExporter()];
    const { id, bot_id } = (await make({ url: one.url })).body;
    await scrape(id);
    other.handle(1000);
    await send(url(`/${id}`), { url: other.url }, { method: "PATCH" });
    await scrape(id);
    other.handle(4);
    await scrape(id);
    expect((await service(bot_id)).totals.requests).toBe(4);
  });
});

describe("a target", () => {
  it("that answers nothing of use says so", async () => {
    const exporter = await startExporter();
    const { id } = (await make({ url: exporter.url })).body;
    for (const [answering, error] of [
      [404, "It answered 404."],
      [(response: ServerResponse) => response.end("up 1\n"), /^It has neither http_requests_total nor/],
      [(response: ServerResponse) => response.end("x".repeat(9 * 1024 * 1024)), "It answered more than 8 MB."],
      [(response: ServerResponse) => response.destroy(), "The connection was cut."],
    ] as const) {
      exporter.receiver.answer(answering as never);
      const { last_scrape } = await scrape(id);
      expect(last_scrape?.error).toMatch(error);
    }
  });

  it("is made, listed, changed and deleted by who may manage bots, and its token told to nobody", async () => {
    const made = await make({ url: "https://api.example.org/metrics", token: "secret-token-0123456789" });
    const [operator, viewer] = [await makeOperator(server.url, "operator"), await makeOperator(server.url, "viewer")];
    const as = (cookie: string) => ({ key: null, headers: fromPage(server.url, cookie) });
    expect((await call(url(), as(viewer))).status).toBe(403);
    const listed = await call(url("?limit=200"), as(operator));
    expect(targetListSchema.parse(listed.body).targets.map(({ id }) => id)).toContain(made.body.id);
    expect(JSON.stringify([made.body, listed.body])).not.toContain("secret-token");
    const rows = await pool.query(
      "select to_jsonb(t)::text as row from scrape_targets t union all select to_jsonb(a)::text from audit_log a",
    );
    expect(JSON.stringify(rows.rows)).not.toContain("secret-token");
    const change = (body: object) => send<TargetView>(url(`/${made.body.id}`), body, { method: "PATCH" });
    expect((await change({ url: "https://elsewhere.example/metrics" })).status).toBe(422);
    expect((await change({ interval_seconds: 30, enabled: false })).body).toMatchObject({
      interval_seconds: 30,
      has_token: true,
    });
    expect((await change({ token: null })).body.has_token).toBe(false);
    expect((await make({ name: made.body.name, url: "https://b.example" })).status).toBe(409);
    expect((await call(url(`/${made.body.id}`), { method: "DELETE" })).status).toBe(204);
    expect((await call(url(`/${made.body.id}`))).status).toBe(404);
  });

  it.each([
    { url: "ftp://a.example" },
    { url: "http://169.254.169.254/latest" },
    { url: "http://[::1]/metrics" },
    { url: "https://a:b@c.example" },
    { url: "https://a.example", interval_seconds: 1 },
    { url: "https://a.example", mapping: { requests: "a b" } },
  ])("is refused as %j", async (target) => expect((await make(target)).status).toBe(422));
});
