import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseOf } from "../support/database-of";
import { call, postEvents, send } from "../support/http";
import { makeOperator } from "../support/operators";
import { ADMIN_KEY, CRON_SECRET, defaults, startServer, type TestServer } from "../support/server";
import { eventually, pause } from "../support/wait";

const TEXT = "a-confession-of-a-user";
const PASSWORD = "correct-horse-battery-staple";
const WRONG_KEYS = ["rc_i_0123456789abcdefghijklmnopqrstuvwxyz0123", "rc_a_zyxwvutsrqponmlkjihgfedcba9876543210zyxw"];

/** What must never stand in the log. */
const secrets = new Set([TEXT, PASSWORD, ADMIN_KEY, CRON_SECRET, ...WRONG_KEYS]);
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: "debug" } });
  await work();
});
afterAll(() => server?.stop());

/** Everything that could make a server say too much. */
async function work(): Promise<void> {
  const message = (n: number, data: object) => ({
    ...{ id: `m${n}`, type: "message.processed", bot_id: "chat" },
    data: { user_id: "u", text: TEXT, ...data },
  });
  await postEvents(server.url, [message(1, {}), message(2, { user_id: `${TEXT}\u0000` })]);
  await postEvents(server.url, [message(3, { response_time_ms: TEXT })]);
  await call(`${server.url}/api/events`, { method: "POST", body: `{"text":"${TEXT}`, headers: JSON_HEADERS });
  for (const key of WRONG_KEYS) {
    await postEvents(server.url, message(4, {}), { key });
    await call(`${server.url}/api/bots?key=${key}&authorization=${key}`, { key });
    await call(`${server.url}/${key}`, { key: null, headers: { authorization: `Basic ${key}`, cookie: `a=${key}` } });
  }
  await makeOperator(server.url, "admin");
  const attempt = { email: "operator@example.org", password: PASSWORD };
  await send(`${server.url}/api/auth/sign-in`, attempt, { key: null, headers: { origin: server.url } });
  const { body } = await send<{ key: string }>(`${server.url}/api/keys`, { name: "bot", scope: "ingest" });
  secrets.add(body.key);
  await call(`${server.url}/api/cron/rollups`, { key: CRON_SECRET });
  // The reading of the metrics soon after the start is shared by whoever asks meanwhile, and is nobody's.
  await pause(2500);
  await call(`${server.url}/metrics`);
  // What the database cannot do fails by our fault, with the statement's parameters in the error.
  await databaseOf(server)("alter table rollup_deltas rename column label to gone");
  await databaseOf(server)("alter table queues rename to gone");
  await postEvents(server.url, message(5, {}), { headers: { "x-request-id": "trace-me-1" } });
  await call(`${server.url}/metrics`, { headers: { "x-request-id": "trace-me-2" } });
  await databaseOf(server)("alter table gone rename to queues");
  await databaseOf(server)("alter table rollup_deltas rename column gone to label");
  await call(`${server.url}/api/bots/nobody/stats`, { headers: { "x-request-id": "trace-me-3" } });
}

const JSON_HEADERS = { "content-type": "application/json" };

interface Line {
  time: string;
  level: string;
  message: string;
  request_id?: string;
  [field: string]: unknown;
}

/**
 * What was written but for what is meant for whoever sits before the terminal: our welcome, and what `next start` says before
 * it loads anything of ours.
 */
function lines(): string[] {
  const isNext = defaults().mounting === "next-node";
  const output = server.output().replace(/\nRollcall is ready after[\s\S]*?Ctrl-C stops everything\.\n/, "");
  return output.split("\n").filter((line) => line !== "" && !(isNext && /^\s*[▲✓-]/.test(line)));
}

const parsed = () => lines().map((line): Line => JSON.parse(line));

/** The lines of a request, once the one that ends it is there. */
function linesOf(requestId: string): Promise<Line[]> {
  return eventually(async () => {
    const found = parsed().filter((line) => line.request_id === requestId);
    return found.some(({ message }) => message === "request") && found;
  });
}

describe("the log", () => {
  it("is JSON in every line, with time, level and message", async () => {
    await linesOf("trace-me-3");
    expect(lines().length).toBeGreaterThan(10);
    for (const line of lines()) {
      const { time, level, message } = JSON.parse(line) as Line;
      expect(new Date(time).toISOString()).toBe(time);
      expect(["debug", "info", "warn", "error"]).toContain(level);
      expect(message).not.toBe("");
    }
  });

  it("has no secret and no word of a message", async () => {
    await linesOf("trace-me-3");
    for (const secret of secrets) expect(server.output().includes(secret), secret.slice(0, 12)).toBe(false);
  });

  it("has a line of each request, at debug, and at info where it failed by our fault", async () => {
    const [done] = (await linesOf("trace-me-3")).filter(({ message }) => message === "request");
    expect(done).toMatchObject({
      ...{ level: "debug", method: "GET", route: "/api/bots/{bot_id}/stats", path: "/api/bots/nobody/stats" },
      ...{ status: 404, duration_ms: expect.any(Number) },
    });
    const failed = await linesOf("trace-me-1");
    expect(failed.find(({ message }) => message === "request")).toMatchObject({ level: "info", status: 500 });
  });

  it("has the request's id in every line written for it", async () => {
    const told = (await linesOf("trace-me-1")).map(({ message }) => message);
    expect(told).toEqual(expect.arrayContaining(["request failed", "request"]));
    const scraped = await linesOf("trace-me-2");
    expect(scraped.map(({ message }) => message)).toContain("a part of the metrics cannot be read");
  });
});

describe("a request's id", () => {
  it("is the client's where it is sane, and stands in the answer's header and problem", async () => {
    const given = await call<{ request_id: string }>(`${server.url}/api/bots/nobody`, {
      headers: { "x-request-id": "mine.1" },
    });
    expect(given.headers.get("x-request-id")).toBe("mine.1");
    expect(given.body.request_id).toBe("mine.1");
    const odd = await call<{ request_id: string }>(`${server.url}/api/bots/nobody`, {
      headers: { "x-request-id": "not sane" },
    });
    expect(odd.headers.get("x-request-id")).toMatch(/^[a-f0-9]{12}-/);
    expect(odd.body.request_id).toBe(odd.headers.get("x-request-id"));
  });

  it.each(["/livez", "/api/bots", "/sign-in", "/api/events?since=0", "/metrics"])(
    "stands in the answer of %s",
    async (path) => {
      const { headers } = await call(`${server.url}${path}`, { headers: { accept: "text/html,*/*" } });
      expect(headers.get("x-request-id")).toMatch(/^[a-f0-9]{12}-/);
    },
  );

  it("is another one for each request", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(`${server.url}/livez`)));
    expect(new Set(answers.map(({ headers }) => headers.get("x-request-id"))).size).toBe(20);
  });
});
