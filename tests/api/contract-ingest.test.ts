import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { within } from "@/lib/http/deadline";
import { databaseOf, databaseUrlOf, type Query } from "../support/database-of";
import { type Answer, call, type IngestCounts, postEvents, send } from "../support/http";
import { startServer, type TestServer } from "../support/server";
import { eventually } from "../support/wait";

interface Polled {
  events: { event_id: string; time: string; received_at: string; original_time?: string; data: object }[];
}

const HOUR_MS = 3_600_000;
let server: TestServer;
let query: Query;

beforeAll(async () => {
  server = await startServer();
  query = databaseOf(server);
});
afterAll(() => server?.stop());

const newBot = () => `bot-${randomUUID().slice(0, 8)}`;
const at = (msFromNow: number) => new Date(Date.now() + msFromNow).toISOString();
const beat = (bot: string, more: object = {}) => ({
  id: randomUUID(),
  type: "heartbeat",
  bot_id: bot,
  time: at(0),
  ...more,
});
const postText = (body: BodyInit, headers: Record<string, string>) =>
  call<IngestCounts>(`${server.url}/api/events`, { method: "POST", body, headers });
const readOf = async (bot: string) =>
  (await call<Polled>(`${server.url}/api/events?since=0&limit=500&bot_id=${bot}`)).body.events;
/** What is stored of a bot. The feed shows it when every transaction that began before has ended, a moment later. */
const storedOf = (bot: string) =>
  eventually(async () => {
    const events = await readOf(bot);
    return events.length > 0 && events;
  });
const counts = (accepted: number, duplicates: number, dropped: number) => ({ accepted, duplicates, dropped });

function expectProblem(answer: Answer, status: number): void {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer).toMatchObject({ status, body: { type: "about:blank", status, request_id: expect.any(String) } });
}

describe("a batch", () => {
  it("of 500 is taken, and one bad event in it harms no neighbour", async () => {
    const bot = newBot();
    const batch: unknown[] = Array.from({ length: 500 }, (_, n) => beat(bot, { id: `n-${n}` }));
    batch[250] = { id: "the bad one", type: "heartbeat", bot_id: "no spaces, please" };
    const answer = await postEvents(server.url, batch);
    expect(answer).toMatchObject({ status: 200, body: counts(499, 0, 1) });
    expect(answer.body.errors).toEqual([
      { index: 250, id: "the bad one", code: "invalid", detail: expect.stringContaining("bot_id") },
    ]);
    expect(await query("select 1 from events where bot_id = $1", [bot])).toHaveLength(499);
  });

  it("of 501 is refused whole", async () => {
    const bot = newBot();
    expectProblem(
      await postEvents(
        server.url,
        Array.from({ length: 501 }, () => beat(bot)),
      ),
      413,
    );
    expect(await readOf(bot)).toEqual([]);
  });

  it("without a single good event is answered with 422 and what is wrong with each", async () => {
    const bot = newBot();
    const answer = await postEvents(server.url, [
      { id: "a", type: "heartbeat" },
      { id: "b", type: "teapot.boiled", bot_id: bot },
      { id: "c", type: "heartbeat", bot_id: bot, time: at(-8 * 24 * HOUR_MS) },
      { id: "d", type: "error.occurred", bot_id: bot, data: { message: "m".repeat(33_000) } },
      { id: "e", type: "metric.sampled", bot_id: bot, data: { name: "n", value: "many" } },
      "not an event",
    ]);
    expectProblem(answer, 422);
    expect(answer.body).toMatchObject(counts(0, 0, 6));
    expect(answer.body.errors.map(({ index, id, code }) => [index, id, code])).toEqual([
      [0, "a", "invalid"],
      [1, "b", "unknown_type"],
      [2, "c", "too_old"],
      [3, "d", "too_large"],
      [4, "e", "invalid"],
      [5, undefined, "invalid"],
    ]);
  });

  it("that is empty counts nothing", async () => {
    expect(await postEvents(server.url, [])).toMatchObject({ status: 200, body: counts(0, 0, 0) });
  });

  it("may repeat an event, within itself and later, and counts it once", async () => {
    const bot = newBot();
    const event = beat(bot);
    expect((await postEvents(server.url, [event, event, event])).body).toMatchObject(counts(1, 2, 0));
    expect((await postEvents(server.url, event)).body).toMatchObject(counts(0, 1, 0));
    expect((await postEvents(server.url, beat(newBot(), { id: event.id }))).body).toMatchObject(counts(1, 0, 0));
  });

  it("as NDJSON loses its bad lines alone", async () => {
    const bot = newBot();
    const lines = [JSON.stringify(beat(bot)), "{not json", "", JSON.stringify(beat(bot)), "7"];
    const answer = await postText(lines.join("\n"), { "content-type": "application/x-ndjson" });
    expect(answer).toMatchObject({ status: 200, body: counts(2, 0, 2) });
    expect(answer.body.errors.map(({ code }) => code)).toEqual(["invalid", "invalid"]);
  });

  it("may be compressed by gzip", async () => {
    const body = new Uint8Array(gzipSync(JSON.stringify(Array.from({ length: 500 }, () => beat(newBot())))));
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    expect(await postText(body, headers)).toMatchObject({ status: 200, body: counts(500, 0, 0) });
  });
});

describe("an event", () => {
  it("without time has the time of its receipt, and counts once however often it is sent", async () => {
    const bot = newBot();
    const event = { id: "no-time", type: "heartbeat", bot_id: bot };
    expect((await postEvents(server.url, event)).body).toMatchObject(counts(1, 0, 0));
    expect((await postEvents(server.url, event)).body).toMatchObject(counts(0, 1, 0));
    const [stored] = await storedOf(bot);
    expect(stored!.time).toBe(stored!.received_at);
    expect(await storedOf(bot)).toHaveLength(1);
  });

  it("without id is a new one each time", async () => {
    const bot = newBot();
    const event = { type: "heartbeat", bot_id: bot, time: at(0) };
    expect((await postEvents(server.url, [event, event])).body).toMatchObject(counts(2, 0, 0));
  });

  it("of more than 23 hours ahead is set to its receipt and keeps the time it claimed", async () => {
    const bot = newBot();
    const claimed = at(24 * HOUR_MS);
    const event = beat(bot, { time: claimed });
    expect((await postEvents(server.url, [event, beat(bot, { time: at(22 * HOUR_MS) })])).body).toMatchObject(
      counts(2, 0, 0),
    );
    expect((await postEvents(server.url, event)).body).toMatchObject(counts(0, 1, 0));
    const stored = await storedOf(bot);
    const flagged = stored.find(({ event_id }) => event_id === event.id)!;
    expect(flagged.original_time).toBe(claimed);
    expect(flagged.time).toBe(flagged.received_at);
    expect(stored.find(({ event_id }) => event_id !== event.id)).not.toHaveProperty("original_time");
  });

  it("that was too far ahead counts once, though a resend finds it near enough", async () => {
    const bot = newBot();
    const event = beat(bot, { time: at(23 * HOUR_MS + 1500) });
    expect((await postEvents(server.url, event)).body).toMatchObject(counts(1, 0, 0));
    await new Promise((wake) => setTimeout(wake, 2000));
    expect((await postEvents(server.url, event)).body).toMatchObject(counts(0, 1, 0));
    expect(await storedOf(bot)).toHaveLength(1);
  });

  it("as old as raw events are kept is taken, an older one is too_old", async () => {
    const bot = newBot();
    const week = 7 * 24 * HOUR_MS;
    const answer = await postEvents(server.url, [
      beat(bot, { time: at(60_000 - week) }),
      beat(bot, { time: at(-60_000 - week) }),
    ]);
    expect(answer.body).toMatchObject({ ...counts(1, 0, 1), errors: [{ index: 1, code: "too_old" }] });
  });

  it("may say null for what it leaves out", async () => {
    const nulls = { attempt: null, queue: null, error: null, duration_ms: null, dead_lettered: null };
    const event = { id: null, time: null, type: "job.finished", bot_id: newBot() };
    const answer = await postEvents(server.url, { ...event, data: { job_id: "j", status: "succeeded", ...nulls } });
    expect(answer).toMatchObject({ status: 200, body: counts(1, 0, 0) });
  });

  it("keeps members that the catalogue does not name", async () => {
    const bot = newBot();
    await postEvents(server.url, beat(bot, { data: { status: "idle", mood: { level: 3 } } }));
    expect((await storedOf(bot))[0]!.data).toEqual({ status: "idle", mood: { level: 3 } });
  });
});

describe("a request", () => {
  it.each([
    ["that breaks the syntax", "[{]", {}, 400],
    ["that is no event", "5", {}, 400],
    ["whose events are no array", '{"events":5}', {}, 400],
    ["without a body", "", {}, 400],
    ["of over 1 MiB", `[${" ".repeat(1_048_576)}]`, {}, 413],
    ["of over 1 MiB inflated", new Uint8Array(gzipSync(" ".repeat(1_048_577))), { "content-encoding": "gzip" }, 413],
    ["of another type", "[]", { "content-type": "text/csv" }, 415],
    ["of another coding", "[]", { "content-encoding": "zstd" }, 415],
    ["in another charset", "[]", { "content-type": "application/json; charset=latin1" }, 415],
  ] as const)("%s is refused", async (_name, body, headers, status) => {
    expectProblem(await postText(body, { "content-type": "application/json", ...headers }), status);
  });

  it("without a key or with a bad one is refused, and a read key may not report", async () => {
    const events = [beat(newBot())];
    for (const key of [null, "nonsense", `rc_i_${"0".repeat(42)}`])
      expectProblem(await postEvents(server.url, events, { key }), 401);
    const make = (scope: string) => send<{ key: string }>(`${server.url}/api/keys`, { name: `of a test`, scope });
    expectProblem(await postEvents(server.url, events, { key: (await make("read")).body.key }), 403);
    expect((await postEvents(server.url, events, { key: (await make("ingest")).body.key })).status).toBe(200);
  });
});

describe("a heartbeat by its own path", () => {
  it("is one from curl in a crontab, which calls an empty body and JSON a form", async () => {
    const bot = newBot();
    const path = `${server.url}/api/bots/${bot}/heartbeat`;
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect(await call(path, { method: "POST" })).toMatchObject({ status: 200, body: counts(1, 0, 0) });
    expect(await call(path, { method: "POST", body: "", headers: form })).toMatchObject({
      status: 200,
      body: counts(1, 0, 0),
    });
    expect(await call(path, { method: "POST", body: '{"status":"draining"}', headers: form })).toMatchObject({
      status: 200,
      body: counts(1, 0, 0),
    });
    expectProblem(await call(path, { method: "POST", body: "status=busy", headers: form }), 415);
    expect(await send(path, { id: "x", data: { status: "busy" } })).toMatchObject({ body: counts(1, 0, 0) });
    expect(await send(path, { id: "x", data: { status: "busy" } })).toMatchObject({ body: counts(0, 1, 0) });
    expect(await query("select reported_status from bots where id = $1", [bot])).toEqual([{ reported_status: "busy" }]);
    expectProblem(await call(path, { method: "POST", body: "", key: null }), 401);
  });
});

describe("a server at its limits", () => {
  it("answers 429 with Retry-After to a key that asks too fast", async () => {
    const slow = await startServer({ env: { RATE_LIMIT_PER_SECOND: "5" } });
    try {
      const answers = await Promise.all(Array.from({ length: 20 }, () => postEvents(slow.url, beat(newBot()))));
      const refused = answers.filter(({ status }) => status !== 200);
      expect(refused.length).toBeGreaterThan(5);
      for (const answer of refused) expectProblem(answer, 429);
      expect(Number(refused[0]!.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(
        (
          await eventually(async () => {
            const answer = await postEvents(slow.url, beat(newBot()));
            return answer.status === 200 && answer;
          })
        ).body.accepted,
      ).toBe(1);
    } finally {
      await slow.stop();
    }
  });

  it("answers 503 with Retry-After while its buffer is full, and stores what it had taken", async () => {
    const small = await startServer({ env: { INGEST_BUFFER_EVENTS: "500", SCHEDULER: "off" } });
    const blocker = new pg.Client({ connectionString: databaseUrlOf(small) });
    blocker.on("error", () => {});
    try {
      await blocker.connect();
      await blocker.query("begin; lock table bots in access exclusive mode");
      const waiting = postEvents(
        small.url,
        Array.from({ length: 500 }, () => beat(newBot())),
      );
      // The buffer is full once what it holds waits for the lock.
      await eventually(async () => {
        const { rowCount } = await blocker.query(
          "select 1 from pg_locks where not granted and relation = 'bots'::regclass",
        );
        return rowCount! > 0;
      });
      const refused = await eventually(async () => {
        const answer = await within(500, postEvents(small.url, beat(newBot()))).catch(() => undefined);
        return answer?.status !== 200 && answer;
      });
      expectProblem(refused, 503);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      await blocker.query("rollback");
      expect(await waiting).toMatchObject({ status: 200, body: counts(500, 0, 0) });
      expect((await postEvents(small.url, beat(newBot()))).status).toBe(200);
    } finally {
      await blocker.end();
      await small.stop();
    }
  });
});
