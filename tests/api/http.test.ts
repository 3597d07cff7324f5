import { request as httpRequest } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeCursor } from "@/lib/http/cursor";
import { type Answer, call, postEvents, send } from "../support/http";
import { defaults, startServer, type TestServer } from "../support/server";
import { eventually } from "../support/wait";

interface Problem {
  status: number;
  title: string;
  detail: string;
  request_id: string;
  errors?: unknown[];
}

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server.stop());

const heartbeat = (id: string) => ({ type: "heartbeat", bot_id: "bot-http", id, time: new Date().toISOString() });
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  call<Problem>(`${server.url}/api/events`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });

function expectProblem(answer: Answer<Problem>, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.body).toMatchObject({
    type: "about:blank",
    status,
    title: expect.any(String),
    detail: expect.any(String),
  });
  expect(answer.body.request_id).toBe(answer.headers.get("x-request-id"));
}

describe("a body of events over HTTP", () => {
  it("may be one event, an array, a batch, NDJSON, gzip, or of unknown length", async () => {
    const event = JSON.stringify(heartbeat("one"));
    for (const [body, headers] of [
      [event, {}],
      [`[${event}]`, { "content-type": "application/json; charset=utf-8" }],
      [`{"events":[${event}]}`, {}],
      [`${event}\n`, { "content-type": "application/x-ndjson" }],
      [new Uint8Array(gzipSync(event)), { "content-encoding": "gzip" }],
      [`\ufeff${event}`, {}],
    ] as [BodyInit, Record<string, string>][]) {
      expect(await post(body, headers)).toMatchObject({ status: 200, body: { dropped: 0 } });
    }
    const streamed = new Blob([event]).stream();
    const answer = await call(`${server.url}/api/events`, {
      ...{ method: "POST", body: streamed, headers: { "content-type": "application/json" } },
      ...({ duplex: "half" } as RequestInit),
    });
    expect(answer).toMatchObject({ status: 200, body: { accepted: 0, duplicates: 1 } });
  });

  it("is answered with 400 when it cannot be decoded", async () => {
    expectProblem(await post("{"), 400);
    expectProblem(await post(new Uint8Array([0x22, 0xff, 0x22])), 400);
    expectProblem(await post("not gzip", { "content-encoding": "gzip" }), 400);
  });

  it("is answered with 413 over 1 MiB, inflated, and over 500 events", async () => {
    expectProblem(await post(" ".repeat(1_048_577)), 413);
    expectProblem(
      await post(new Uint8Array(gzipSync(new Uint8Array(200_000_000))), { "content-encoding": "gzip" }),
      413,
    );
    expectProblem(await post(JSON.stringify(Array(501).fill(heartbeat("x")))), 413);
  });

  it("is answered with 415 for any other type or coding", async () => {
    expectProblem(await post("a=b", { "content-type": "application/x-www-form-urlencoded" }), 415);
    expectProblem(await post("{}", { "content-encoding": "br" }), 415);
  });

  it("is told with 415 the types that its path takes, and no other", async () => {
    const headers = { "content-type": "application/x-ndjson" };
    for (const [method, path] of [
      ["POST", "/api/bots/b/heartbeat"],
      ["PATCH", "/api/bots/b"],
    ]) {
      const answer = await call<Problem>(server.url + path, { method: method!, headers, body: "{}" });
      expectProblem(answer, 415);
      expect([answer.body.detail, answer.headers.get("accept")]).toEqual([
        "Send content-type application/json.",
        "application/json",
      ]);
    }
  });

  it("is answered with 422 when no event in it is good", async () => {
    const answer = await postEvents(server.url, [{ id: "no type" }, 5]);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([
      { index: 0, id: "no type", code: "invalid" },
      { index: 1, code: "invalid" },
    ]);
  });

  it.each([33, 7_000, 100_000])("with an event %i levels deep loses that event alone", async (levels) => {
    const deep = `{"type":"heartbeat","bot_id":"b","data":${"[".repeat(levels)}${"]".repeat(levels)}}`;
    const answer = await post(`[${JSON.stringify(heartbeat(`beside-${levels}`))},${deep}]`);
    expect(answer).toMatchObject({
      status: 200,
      body: { accepted: 1, dropped: 1, errors: [{ index: 1, code: "invalid" }] },
    });
  });

  it("that breaks off stores nothing and harms nobody", async () => {
    const body = JSON.stringify(heartbeat("broken"));
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${server.url}/api/events`, {
        method: "POST",
        headers: {
          authorization: "Bearer test-admin-key-0123456789-abcdefghijkl",
          "content-type": "application/json",
          "content-length": String(body.length + 100),
        },
      });
      request.on("error", () => resolve());
      request.on("close", () => resolve());
      request.write(body, () => setTimeout(() => request.destroy(), 50));
    });
    expect((await postEvents(server.url, heartbeat("broken"))).body.accepted).toBe(1);
  });
});

describe("a heartbeat by its own path", () => {
  it("needs no body", async () => {
    const answer = await call(`${server.url}/api/bots/bot-cron/heartbeat`, { method: "POST" });
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  it("takes the members of a heartbeat and refuses a bad bot", async () => {
    expect((await send(`${server.url}/api/bots/bot-cron/heartbeat`, { status: "busy" })).status).toBe(200);
    expectProblem(await send<Problem>(`${server.url}/api/bots/bot%20cron/heartbeat`, {}), 422);
    expectProblem(await send<Problem>(`${server.url}/api/bots/bot-cron/heartbeat`, []), 400);
  });
});

describe("keys over HTTP", () => {
  it("are made, listed, renamed, rotated and revoked", async () => {
    const keys = `${server.url}/api/keys`;
    const made = await send<{ id: string; key: string }>(keys, { name: "of a test", scope: "read" });
    expect(made.status).toBe(201);
    const { id, key } = made.body;
    expect((await call<{ keys: { id: string }[] }>(keys)).body.keys.map((each) => each.id)).toContain(id);
    expect(JSON.stringify((await call(keys)).body)).not.toContain(key);
    expect((await call(`${server.url}/api/openapi.json`, { key })).status).toBe(200);
    expectProblem(await call<Problem>(keys, { key }), 403);
    expectProblem(await send<Problem>(`${server.url}/api/events`, [], { key }), 403);
    expect((await send(`${keys}/${id}`, { name: "renamed" }, { method: "PATCH" })).body).toMatchObject({
      name: "renamed",
    });
    const rotated = await call<{ key: string }>(`${keys}/${id}/rotate`, { method: "POST" });
    expectProblem(await call<Problem>(`${server.url}/api/openapi.json`, { key }), 401);
    expect((await call(`${server.url}/api/openapi.json`, { key: rotated.body.key })).status).toBe(200);
    expect((await call(`${keys}/${id}`, { method: "DELETE" })).status).toBe(204);
    expectProblem(await call<Problem>(`${server.url}/api/openapi.json`, { key: rotated.body.key }), 401);
    expectProblem(await call<Problem>(`${keys}/${id}`, { method: "DELETE" }), 404);
  });

  it("are refused when the input is wrong, with the place of each fault", async () => {
    const answer = await send<Problem>(`${server.url}/api/keys`, { name: "", scope: "root" });
    expectProblem(answer, 422);
    expect(answer.body.errors).toMatchObject([{ path: "name" }, { path: "scope" }]);
    expectProblem(await call<Problem>(`${server.url}/api/keys?limit=0`), 400);
    expectProblem(await call<Problem>(`${server.url}/api/keys?cursor=nonsense`), 400);
  });

  it("have names that can be stored and told alike", async () => {
    const made = await send<{ id: string; name: string }>(`${server.url}/api/keys`, {
      name: "a\u0000b\ud800",
      scope: "read",
    });
    expect([made.status, made.body.name]).toEqual([201, "a\ufffdb\ufffd"]);
    expect((await call(`${server.url}/api/keys/${made.body.id}`, { method: "DELETE" })).status).toBe(204);
  });
});

describe("without a key", () => {
  it.each([
    ["POST", "/api/events"],
    ["POST", "/api/bots/b/heartbeat"],
    ["GET", "/api/keys"],
    ["POST", "/api/keys"],
    ["GET", "/api/openapi.json"],
  ])("%s %s is refused", async (method, path) => {
    const answer = await call<Problem>(server.url + path, { method, key: null });
    expectProblem(answer, 401);
    expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expectProblem(await call<Problem>(server.url + path, { method, key: `rc_a_${"0".repeat(42)}` }), 401);
  });

  it("liveness and readiness are told, and of health the status alone", async () => {
    expect((await call(`${server.url}/livez`, { key: null })).body).toEqual({ status: "ok" });
    expect((await call(`${server.url}/readyz`, { key: null })).body).toEqual({ status: "ready" });
    // Degraded is right, too, where the machine stands still for a tenth of a second.
    await eventually(async () => {
      expect((await call(`${server.url}/debug/health-quick`, { key: null })).body).toEqual({ status: "ok" });
      expect((await call(`${server.url}/debug/health-quick`)).body).toMatchObject({
        status: "ok",
        database: { ok: true, latency_ms: expect.any(Number) },
        dependencies: {},
        memory_mb: expect.any(Number),
      });
      return true;
    });
  });
});

describe("paths and methods that do not exist", () => {
  it("are told as problems", async () => {
    expectProblem(await call<Problem>(`${server.url}/api/nothing/here`), 404);
    const answer = await call<Problem>(`${server.url}/api/keys`, { method: "DELETE" });
    expectProblem(answer, 405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD, POST");
    expectProblem(await call<Problem>(`${server.url}/livez`, { method: "POST" }), 405);
  });

  it.skipIf(defaults().mounting === "next-node")("are told for methods that nobody answers", async () => {
    for (const path of ["/api/events", "/livez", "/bots"]) {
      const answer = await call<Problem>(server.url + path, { method: "PROPFIND", key: null });
      expectProblem(answer, 405);
      expect(answer.headers.get("allow")).toContain("POST");
    }
  });

  it.each([
    "/api/events?since=&limit=&channels=&bot_id=",
    "/api/bots?status=&tag=&kind=&q=&sort=&limit=&cursor=",
    "/api/analytics/overview?from=&to=&grain=&tz=&bot_id=",
    "/api/incidents?status=&severity=&from=&to=&limit=&cursor=",
    "/api/keys?limit=&cursor=",
  ])("are none for %s: what has no value is left out", async (path) => {
    expect((await call(server.url + path)).status).toBe(200);
  });

  it.each([
    "/api/monitoring/export?kind=jobs&from=0000-01-01T00:00:00Z",
    "/api/monitoring/export?kind=jobs&to=9999-12-31T23:59:59-01:00",
    "/api/incidents?from=0001-01-01T00:00:00%2B14:00",
    "/api/incidents/summary?to=9999-12-31T23:59:59-01:00",
    "/api/analytics/overview?from=0000-06-01T00:00:00Z",
    `/api/incidents?cursor=${encodeCursor([8_640_000_000_000_000, "x"])}`,
    `/api/silences?cursor=${encodeCursor([8_640_000_000_000_000, "x"])}`,
  ])("are told with 400 for %s, which no calendar of the database has", async (path) => {
    expectProblem(await call<Problem>(server.url + path), 400);
  });

  it("are told by OPTIONS, without those that are refused", async () => {
    for (const [path, allow] of [
      ["/api/events", "GET, HEAD, POST, OPTIONS"],
      ["/api/bots/b/heartbeat", "POST, OPTIONS"],
      ["/livez", "GET, HEAD, OPTIONS"],
    ]) {
      const { status, headers } = await call(server.url + path, { method: "OPTIONS", key: null });
      expect([path, status, headers.get("allow")]).toEqual([path, 204, allow]);
    }
  });

  it.each(["/api", "/debug", "/debug/x", "/metrics/x", "/v1/traces", "/alerts/webhook/x"])(
    "such as %s are told as problems, whoever asks",
    async (path) => {
      for (const accept of ["*/*", "text/html", "application/json"])
        expectProblem(await call<Problem>(server.url + path, { headers: { accept } }), 404);
      expectProblem(await call<Problem>(server.url + path, { method: "POST", body: "{}" }), 404);
    },
  );

  it.each(["/nothing", "/nothing/here.txt", "/bots/b/nothing/here", "/keys"])(
    "such as %s are told as problems to programs, and by a page to browsers",
    async (path) => {
      for (const accept of ["*/*", "application/json"])
        expectProblem(await call<Problem>(server.url + path, { key: null, headers: { accept } }), 404);
      const page = await call(server.url + path, { key: null, headers: { accept: "text/html,*/*;q=0.8" } });
      expect([page.status, page.headers.get("content-type")]).toEqual([404, expect.stringContaining("text/html")]);
    },
  );
});
