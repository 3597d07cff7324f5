import pg from "pg";
import { afterEach, expect, it } from "vitest";
import { databaseUrlOf } from "../support/database-of";
import { type Answer, call, type IngestCounts, postEvents } from "../support/http";
import { startServer, type TestServer } from "../support/server";

const BOTS = 12;
const SECONDS = 6;

let server: TestServer | undefined;
let holder: pg.Client | undefined;

afterEach(async () => {
  await holder?.end();
  await server?.stop();
  server = undefined;
  holder = undefined;
});

it("keeps taking in what other bots report while somebody holds the row of one", async () => {
  server = await startServer();
  const { url } = server;
  const bots = ["held", ...Array.from({ length: BOTS }, (_, n) => `free-${n}`)];
  for (const bot of bots) expect((await beat(url, bot)).status).toBe(200);
  holder = await holdRow(databaseUrlOf(server), "held");

  const answers = new Map<string, number[]>(bots.map((bot) => [bot, []]));
  const end = Date.now() + SECONDS * 1000;
  await Promise.all(
    bots.map(async (bot) => {
      while (Date.now() < end) answers.get(bot)!.push((await beat(url, bot)).status);
    }),
  );

  const free = bots.slice(1).flatMap((bot) => answers.get(bot)!);
  expect(free.filter((status) => status !== 200)).toEqual([]);
  expect(Math.min(...bots.slice(1).map((bot) => answers.get(bot)!.length))).toBeGreaterThan(0);
  expect(new Set(answers.get("held"))).toEqual(new Set([503]));

  await holder.query("rollback");
  expect((await beat(url, "held")).status).toBe(200);
});

it("acknowledges nothing of a request of which one bot is held, and counts the rest once when it is sent again", async () => {
  server = await startServer();
  const { url } = server;
  await beat(url, "held");
  holder = await holdRow(databaseUrlOf(server), "held");
  const time = new Date().toISOString();
  const events = ["held", "free"].map((bot_id) => ({ id: "once", bot_id, type: "heartbeat", time }));

  const refused = await postEvents(url, events);
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
  await holder.query("rollback");
  expect((await postEvents(url, events)).body).toMatchObject({ accepted: 1, duplicates: 1 });
});

function beat(url: string, bot: string): Promise<Answer<IngestCounts>> {
  return call(`${url}/api/bots/${bot}/heartbeat`, { method: "POST" });
}

/** A session that has a bot's row and keeps it, as one of an instance that stands still would. */
async function holdRow(url: string, bot: string): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: url });
  session.on("error", () => {});
  await session.connect();
  await session.query("begin");
  await session.query("select from bots where id = $1 for update", [bot]);
  return session;
}
