import { afterAll, beforeAll, expect, it } from "vitest";
import { call } from "../support/http";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { startServer, type TestServer } from "../support/server";
import { openSlowLink, type SlowLink } from "../support/slow-link";
import { eventually } from "../support/wait";

/** What the route promises, and what a busy machine adds. */
const ANSWER_WITHIN_MS = 100 + 150;

interface Health {
  status: "ok" | "degraded" | "down";
  database?: { ok: boolean; latency_ms: number | null };
}

let database: TestDatabase;
let link: SlowLink;
let server: TestServer;

beforeAll(async () => {
  database = await freshDatabase();
  const url = new URL(database.url);
  link = await openSlowLink(Number(url.port));
  url.port = String(link.port);
  server = await startServer({ driver: "pg", database, env: { DATABASE_URL: url.href } });
});
afterAll(async () => {
  await server?.stop();
  await link?.cut();
  await database?.drop();
});

const look = async () => {
  const start = performance.now();
  const { status, headers, body } = await call<Health>(`${server.url}/debug/health-quick`);
  return { status, retryAfter: headers.get("retry-after"), body, tookMs: performance.now() - start };
};

it("is never down after a start, and soon ok", async () => {
  const statuses: number[] = [];
  const found = await eventually(async () => {
    const { status, body } = await look();
    statuses.push(status);
    return body.status === "ok" && body;
  });
  expect(found).toMatchObject({ database: { ok: true, latency_ms: expect.any(Number) } });
  expect(statuses).not.toContain(503);
});

it("is degraded within the same time when the database is slow, down when it is away, and ok when it is back", async () => {
  link.delay(0);
  await link.mend();
  await eventually(async () => (await look()).body.status === "ok");
  link.delay(400);
  await eventually(async () => {
    const slow = await look();
    expect(slow).toMatchObject({
      status: 200,
      body: { status: "degraded", database: { ok: false, latency_ms: null } },
    });
    return slow.tookMs < ANSWER_WITHIN_MS;
  });
  link.delay(0);
  await eventually(async () => (await look()).body.status === "ok");

  await link.cut();
  const away = await eventually(async () => {
    const found = await look();
    return found.status === 503 && found.tookMs < ANSWER_WITHIN_MS && found;
  });
  expect(away.body.status).toBe("down");
  expect(Number(away.retryAfter)).toBeGreaterThan(0);

  await link.mend();
  await eventually(async () => (await look()).body.status === "ok");
});
