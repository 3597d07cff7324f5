import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db/client";
import { eventOf, newestEvents } from "@/lib/events/feed/newest";
import { databaseUrlOf } from "../support/database-of";
import { call, postEvents } from "../support/http";
import { startServer, type TestServer } from "../support/server";
import { eventually } from "../support/wait";

let server: TestServer;
let pool: pg.Pool;
let db: Database;
beforeAll(async () => {
  server = await startServer();
  pool = new pg.Pool({ connectionString: databaseUrlOf(server) });
  pool.on("error", () => {});
  db = drizzle(pool) as unknown as Database;
});
afterAll(async () => {
  await pool?.end();
  await server?.stop();
});

const given = () => ({ db, now: new Date(), rawDays: 7 });
const everything = { channels: null, botId: null };
/** The newest events once they are these: what is acknowledged may be shown a moment later, while others write. */
const newestOnce = (ids: string[], filter: Parameters<typeof newestEvents>[1], limit: number) =>
  eventually(async () => {
    const newest = await newestEvents(given(), filter, limit);
    expect(newest.events.map(({ event_id }) => event_id)).toEqual(ids);
    return newest;
  });
const job = (bot_id: string, id: string) => ({ id, bot_id, type: "job.started", data: { job_id: id } });

describe("the newest events", () => {
  it("are none in an empty log, and the cursor misses nothing that comes", async () => {
    const { events, since } = await newestEvents(given(), everything, 10);
    expect(events).toEqual([]);
    await postEvents(server.url, job("first", "one"));
    await eventually(async () => {
      const polled = await call<{ events: { event_id: string }[] }>(`${server.url}/api/events?since=${since}`);
      expect(polled.body.events.map(({ event_id }) => event_id)).toEqual(["one"]);
      return true;
    });
  });

  it("stand newest first, as many as asked, and end where the feed goes on", async () => {
    for (const id of ["a", "b", "c"]) await postEvents(server.url, job("order", id));
    const { since } = await newestOnce(["c", "b"], everything, 2);
    const polled = await call<{ events: unknown[] }>(`${server.url}/api/events?since=${since}`);
    expect(polled.body.events).toEqual([]);
  });

  it("of a quiet bot are found behind more of others than are looked at, and end where the whole feed does", async () => {
    await postEvents(server.url, [job("quiet", "long ago"), { ...job("quiet", "x"), type: "heartbeat", data: {} }]);
    for (let batch = 0; batch < 5; batch++) {
      await postEvents(
        server.url,
        Array.from({ length: 450 }, (_, at) => job("loud", `${batch}-${at}`)),
      );
    }
    const filter = { channels: ["jobs"] as const, botId: "quiet" };
    await postEvents(server.url, job("loud", "last"));
    await newestOnce(["last"], everything, 1);
    const { since } = await newestOnce(["long ago"], filter, 10);
    expect(since).toBe((await newestEvents(given(), everything, 1)).since.replace(/\d+$/, since.split(".")[2] ?? ""));
  });

  it("can be of one type, and tell no text of messages", async () => {
    const message = { id: "m", bot_id: "chat", type: "message.processed", data: { user_id: "u", text: "secret" } };
    await postEvents(server.url, [message, job("chat", "j")]);
    const { events } = await newestOnce(["m"], { ...everything, botId: "chat", type: "message.processed" }, 10);
    expect(events.map(({ data }) => data)).toEqual([{ user_id: "u", text_masked: true }]);
    const key = { botId: "chat", time: Date.parse(events[0]?.time ?? ""), eventId: "m" };
    expect(await eventOf({ db }, key)).toEqual(events[0]);
    expect(await eventOf({ db }, { ...key, eventId: "other" })).toBeNull();
  });
});
