import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { sender } from "@/lib/db/statement";
import { batchOf, storeBatch } from "@/lib/events/store";
import { accepted } from "../support/events";
import { FeedReader } from "../support/feed-reader";
import { call, postEvents } from "../support/http";
import { defaults, startServer, type TestServer } from "../support/server";
import { eventually, pause } from "../support/wait";

const DAY_MS = 86_400_000;
/** The server keeps its PostgreSQL to itself. */
const isEmbedded = defaults().driver === "embedded";

interface Polled {
  events: { cursor: string; event_id: string; type: string; bot_id: string; data: Record<string, unknown> }[];
  next_since: string;
  reset?: boolean;
}

let server: TestServer;
const readers: FeedReader[] = [];

beforeAll(async () => {
  server = await startServer();
  await postEvents(server.url, { type: "heartbeat", bot_id: "first" });
});
afterAll(async () => {
  for (const reader of readers) reader.cut();
  await server?.stop();
});

async function stream(query = "", path = "/api/events/stream", url = server.url): Promise<FeedReader> {
  const reader = new FeedReader(`${url}${path}${query}`);
  readers.push(reader);
  return reader.open();
}

async function poll(query: Record<string, string | number> = {}): Promise<Polled> {
  const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return (await call<Polled>(`${server.url}/api/events?${text}`)).body;
}

/** Polls until the page has so many events: an event may be committed while a transaction before it is still under way. */
const pollUntil = (count: number, query: Record<string, string | number>): Promise<Polled> =>
  eventually(async () => {
    const page = await poll(query);
    return page.events.length >= count && page;
  });

const newBot = () => `bot-${randomUUID()}`;

const message = (botId: string, id: string, data: Record<string, unknown> = {}) => ({
  id,
  bot_id: botId,
  type: "message.processed",
  time: new Date().toISOString(),
  data: { user_id: "u1", response_time_ms: 12, ...data },
});

/** 600 messages by 8 writers at once, some alone and some together. @returns their ids */
async function write600(botId: string, between: () => Promise<void> = async () => {}): Promise<string[]> {
  const ids: string[] = [];
  const writer = async (number: number) => {
    for (let sent = 0; sent < 75; ) {
      const count = Math.min(75 - sent, 1 + ((sent + number) % 4));
      const batch = Array.from({ length: count }, (_, at) => message(botId, `${number}-${sent + at}`));
      ids.push(...batch.map(({ id }) => id));
      expect((await postEvents(server.url, batch)).body.accepted).toBe(count);
      sent += count;
      await between();
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, number) => writer(number)));
  return ids.sort();
}

describe("the stream", () => {
  it("brings 600 messages of 8 writers once each, though it is cut 3 times", async () => {
    const reader = await stream("?bot_id=cut");
    let done = false;
    const cutting = (async () => {
      for (const count of [100, 250, 400]) {
        await reader.until("message:new", count, 20_000);
        reader.cut();
        await pause(60);
        await reader.open();
      }
      done = true;
    })();
    const ids = await write600("cut", () => pause(5));
    await cutting;
    expect(done).toBe(true);
    const seen = await reader.until("message:new", 600, 15_000);
    await pause(300);
    expect(reader.of("message:new").length).toBe(600);
    expect(seen.map(({ event_id }) => event_id).sort()).toEqual(ids);
  });

  it("says what it is, how to come again and from where", async () => {
    const reader = await stream("?channels=jobs");
    expect(reader.status).toBe(200);
    expect(reader.headers["content-type"]).toMatch(/^text\/event-stream/);
    expect(reader.headers["cache-control"]).toBe("no-store, no-transform");
    expect(reader.headers["x-accel-buffering"]).toBe("no");
    await expect.poll(() => reader.lastEventId, { timeout: 15_000 }).toMatch(/^\d+\.\d+\.\d+$/);
    expect(reader.text.startsWith("retry: 2000\n")).toBe(true);
  });

  it("tells an event as it was stored", async () => {
    const reader = await stream("?channels=messages&bot_id=shape");
    const sent = message("shape", "s1", { text: "hello" });
    await postEvents(server.url, sent);
    const [event] = await reader.until("message:new", 1);
    const { id, ...stored } = sent;
    expect(event).toEqual({ event_id: id, ...stored, received_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) });
  });

  it("keeps the time that was too far ahead beside the one that stands", async () => {
    const reader = await stream("?bot_id=ahead");
    const time = new Date(Date.now() + 2 * DAY_MS).toISOString();
    await postEvents(server.url, { ...message("ahead", "a1"), time });
    const [event] = await reader.until("message:new", 1);
    expect(event.original_time).toBe(time);
    expect(event.time).toBe(event.received_at);
  });

  it("names each channel, sums samples up, and brings what was asked for and no more", async () => {
    const all = await stream("?bot_id=names");
    const some = await stream("?bot_id=names&channels=jobs,errors");
    await postEvents(server.url, [
      message("names", "n1"),
      { bot_id: "names", type: "job.started", data: { job_id: "j" } },
      { bot_id: "names", type: "error.occurred", data: { message: "no" } },
      { bot_id: "names", type: "dependency.checked", data: { component: "db", status: "down" } },
      { bot_id: "names", type: "heartbeat" },
      message("others", "n2"),
    ]);
    await all.until("health:changed", 1);
    await all.until("metrics:update", 1);
    await some.until("error:occurred", 1);
    const names = (reader: FeedReader) => reader.events.map(({ name }) => name).sort();
    expect(names(all)).toEqual(["error:occurred", "health:changed", "job:updated", "message:new", "metrics:update"]);
    expect(names(some)).toEqual(["error:occurred", "job:updated"]);
    expect(all.of("metrics:update")[0].bots.total).toBeGreaterThan(0);
    expect(all.events.every(({ id }) => /^\d+\.\d+\.\d+$/.test(id))).toBe(true);
  });

  it("resumes at the id of any event, also one without place in the log", async () => {
    const reader = await stream("?bot_id=resume");
    await reader.until("metrics:update", 1);
    reader.cut();
    await postEvents(server.url, [message("resume", "r1"), message("resume", "r2")]);
    await reader.open();
    await reader.until("message:new", 2);
    const from = reader.events.find(({ data }) => data.event_id === "r1")?.id;
    const second = await stream(`?bot_id=resume&channels=messages&since=${from}`);
    expect((await second.until("message:new", 1)).map(({ event_id }) => event_id)).toEqual(["r2"]);
  });

  it("is not broken by hostile text", async () => {
    const text = "a\nb\r\nc\rd\n\ndata: x\n\nevent: y\u2028\u2029\u0000\u{1F600}</script>";
    const reader = await stream("?bot_id=hostile");
    const plain = await stream("?bot_id=hostile", "/debug/message-stream");
    await postEvents(server.url, { ...message("hostile", "id\nwith: line\n\nbreaks", { text }), id: "x\n\ndata: y" });
    const [event] = await reader.until("message:new", 1);
    expect(event.event_id).toBe("x\n\ndata: y");
    expect(event.data.text).toContain("a\nb\r\nc\rd\n\ndata: x\n\nevent: y\u2028\u2029");
    expect((await plain.until("message:new", 1))[0].message_text).toBe(event.data.text);
    expect(new Set(reader.events.map(({ name }) => name))).toEqual(new Set(["metrics:update", "message:new"]));
  });

  it("brings messages alone, as a chat log, at /debug/message-stream", async () => {
    const reader = await stream("?bot_id=chat", "/debug/message-stream");
    const sent = message("chat", "c1", { user_name: "Ann", text: "hi" });
    await postEvents(server.url, [{ bot_id: "chat", type: "job.started", data: { job_id: "j" } }, sent]);
    await reader.until("message:new", 1);
    expect(reader.events.map(({ data }) => data)).toEqual([
      { user_id: "u1", user_name: "Ann", message_text: "hi", timestamp: sent.time, response_time: 12 },
    ]);
  });

  it("is the same under /api/monitoring/stream", async () => {
    const reader = await stream("?bot_id=alias", "/api/monitoring/stream");
    await postEvents(server.url, message("alias", "m1"));
    expect((await reader.until("message:new", 1))[0].event_id).toBe("m1");
  });

  it.skipIf(isEmbedded)("skips nothing that commits late, and repeats nothing", async () => {
    const reader = await stream("?bot_id=late&channels=messages");
    const late = await openTransaction(server.database?.url ?? "");
    try {
      await postEvents(server.url, message("late", "after"));
      await pause(300);
      await ingestBy(late, "late", "early-xid");
      await late.query("commit");
    } finally {
      await late.end();
    }
    const seen = await reader.until("message:new", 2);
    expect(seen.map(({ event_id }) => event_id)).toEqual(["early-xid", "after"]);
    reader.cut();
    await reader.open();
    await pause(300);
    expect(reader.of("message:new")).toHaveLength(2);
  });

  it.skipIf(isEmbedded)("is not held back by a long transaction in another database", async () => {
    const other = await openTransaction(inject("postgresUrl"));
    const bot = newBot();
    const reader = await stream(`?bot_id=${bot}&channels=messages`);
    try {
      await postEvents(server.url, message(bot, "e1"));
      await reader.until("message:new", 1);
      expect((await pollUntil(1, { since: 0, bot_id: bot })).events).toHaveLength(1);
    } finally {
      await other.end();
    }
  });

  it.skipIf(isEmbedded)("outlives the loss of its sessions with the database", async () => {
    const reader = await stream("?bot_id=outage&channels=messages");
    await server.database?.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await pause(200);
    const report = async () => (await postEvents(server.url, message("outage", "o1"))).status;
    await expect.poll(report, { timeout: 15_000 }).toBe(200);
    await reader.until("message:new", 1);
    expect(reader.isEnded).toBe(false);
  });

  it.skipIf(isEmbedded)("hears of what another instance takes in", async () => {
    const second = await startServer({ database: server.database });
    const reader = await stream("?bot_id=both&channels=messages", undefined, second.url);
    try {
      const ids = await write600("both");
      const seen = await reader.until("message:new", 600);
      expect(seen.map(({ event_id }) => event_id).sort()).toEqual(ids);
    } finally {
      reader.cut();
      await second.stop();
    }
  });

  it("starts again from the oldest kept where the cursor is too old or of another database, and says so", async () => {
    const old = `1.0.${Date.now() - 8 * DAY_MS}`;
    const foreign = `99999999999.0.${Date.now()}`;
    const bot = newBot();
    await postEvents(server.url, message(bot, "k1"));
    for (const [since, reason] of [
      [old, "too_old"],
      [foreign, "unknown"],
    ]) {
      const reader = await stream(`?bot_id=${bot}&channels=messages&since=${since}`);
      await reader.until("message:new", 1);
      expect(reader.events.map(({ name }) => name)).toEqual(["reset", "message:new"]);
      expect(reader.of("reset")[0]).toMatchObject({ reason, from: expect.stringMatching(/Z$/) });
      const polled = await pollUntil(1, { since: since ?? "", bot_id: bot });
      expect(polled).toMatchObject({ reset: true, events: [{ event_id: "k1" }] });
    }
  });

  it.each([
    ["?channels=jobs,nonsense", 400],
    ["?since=yesterday", 400],
    ["?bot_id=no%20bot", 400],
  ])("refuses %s", async (query, status) => {
    for (const path of ["/api/events/stream", "/api/events", "/api/monitoring/stream"]) {
      const answer = await call(`${server.url}${path}${query}`);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
  });

  it.each(["/api/events/stream", "/api/monitoring/stream", "/debug/message-stream", "/api/events"])(
    "needs a key at %s",
    async (path) => {
      expect((await call(`${server.url}${path}`, { key: null })).status).toBe(401);
    },
  );
});

describe("polling", () => {
  it("brings 600 messages of 8 writers once each", async () => {
    let { next_since: since } = await poll({ bot_id: "polled" });
    let writing = true;
    const written = write600("polled").finally(() => {
      writing = false;
    });
    const seen: string[] = [];
    // A page may be empty while another transaction is under way; only after a while without one is there nothing more.
    for (let empty = 0; empty < 20; ) {
      const isOver = !writing;
      const page = await poll({ since, bot_id: "polled", limit: 37 });
      expect(page.events.length).toBeLessThanOrEqual(37);
      seen.push(...page.events.map(({ event_id }) => event_id));
      since = page.next_since;
      empty = isOver && page.events.length === 0 ? empty + 1 : 0;
      if (empty > 0) await pause(50);
    }
    expect(seen.sort()).toEqual(await written);
  });

  it("begins now where it is not told from where", async () => {
    const { events, next_since } = await poll();
    expect(events).toEqual([]);
    await postEvents(server.url, message("now", "p1"));
    const page = await pollUntil(1, { since: next_since, bot_id: "now" });
    expect(page.events.map(({ event_id }) => event_id)).toEqual(["p1"]);
  });

  it("brings samples too, unless channels are named, and goes on at any event's cursor", async () => {
    const bot = newBot();
    await postEvents(server.url, [message(bot, "p1"), { bot_id: bot, type: "heartbeat", id: "p2" }]);
    const { events } = await pollUntil(2, { since: 0, bot_id: bot });
    expect(events.map(({ type }) => type).sort()).toEqual(["heartbeat", "message.processed"]);
    const rest = await pollUntil(1, { since: events[0]?.cursor ?? "", bot_id: bot });
    expect(rest.events).toEqual([events[1]]);
    const named = await pollUntil(1, { since: 0, bot_id: bot, channels: "metrics" });
    expect(named.events.map(({ event_id }) => event_id)).toEqual(["p2"]);
  });

  it.each(["0", "501", "ten", "-1", "1.5"])("refuses limit=%s", async (limit) => {
    expect((await call(`${server.url}/api/events?limit=${limit}`)).status).toBe(400);
  });
});

/** A session whose transaction has an id already, and stays open. */
async function openTransaction(url: string): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: url });
  session.on("error", () => {});
  await session.connect();
  await session.query("begin");
  await session.query("select pg_current_xact_id()");
  return session;
}

async function ingestBy(session: pg.Client, bot_id: string, id: string): Promise<void> {
  const now = new Date();
  const sent = { id, bot_id, type: "message.processed", time: now.toISOString(), data: { user_id: randomUUID() } };
  const here = { connect: async () => ({ query: session.query.bind(session), release: () => {} }) };
  await storeBatch(sender(here, 30_000), batchOf([{ event: accepted(sent, now), place: 0 }]));
}
