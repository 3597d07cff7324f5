import { afterAll, beforeAll, expect, it } from "vitest";
import { follow } from "../support/follower";
import { call, postEvents, send } from "../support/http";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { expectExactly, startReporters } from "../support/reporter";
import { startServer, type TestServer } from "../support/server";
import { eventually, pause } from "../support/wait";

const REVOKED_WITHIN_MS = 5000;

let database: TestDatabase;
let one: TestServer;
let other: TestServer;

beforeAll(async () => {
  database = await freshDatabase();
  [one, other] = await Promise.all([
    startServer({ driver: "pg", database, mounting: "lane-node" }),
    startServer({ driver: "pg", database, mounting: "lane-deno" }),
  ]);
});

afterAll(async () => {
  await one?.stop();
  await other?.stop();
  await database?.drop();
});

it("two instances on one database both take events in, and the feed on each brings all of them once", async () => {
  const followers = await Promise.all([follow(one.url), follow(other.url)]);
  const reporters = [startReporters(one.url, 3, 1, "one"), startReporters(other.url, 3, 11, "other")];
  await pause(4000);
  for (const each of reporters) await each.stop();

  const acknowledged = reporters.flatMap((each) => each.acknowledged);
  expect(reporters.flatMap((each) => each.refusals)).toEqual([]);
  for (const { url } of [one, other]) await expectExactly(acknowledged, url, database.query);
  const keys = acknowledged.map(({ bot_id, id }) => `${bot_id} ${id}`);
  for (const follower of followers) await follower.expectEachOnce(keys);
});

it("a key that is revoked on one is refused by the other within 5 s", async () => {
  const report = (key: string) =>
    postEvents(other.url, { type: "error.occurred", bot_id: "bot", data: { message: "m" } }, { key });
  const { id, key } = (await send<{ id: string; key: string }>(`${one.url}/api/keys`, { name: "k", scope: "ingest" }))
    .body;
  expect((await report(key)).status).toBe(200);
  expect((await call(`${one.url}/api/keys/${id}`, { method: "DELETE" })).status).toBe(204);
  // Kept in use, since a key that is not asked for may well be forgotten for other reasons.
  await eventually(async () => (await report(key)).status === 401, REVOKED_WITHIN_MS, 20);
  await pause(200);
  expect((await report(key)).status).toBe(401);
});

it("an instance that is older than the schema refuses events with 503, for another one or a later time", async () => {
  const event = { id: "upgrade", type: "heartbeat", bot_id: "bot", data: {} };
  const [{ args }] = (await database.query(
    "select oidvectortypes(proargtypes) as args from pg_proc where proname = 'ingest_events'",
  )) as [{ args: string }];
  await database.query(`alter function ingest_events(${args}) rename to ingest_events_of_a_newer_version`);
  const refused = await postEvents(one.url, event);
  await database.query(`alter function ingest_events_of_a_newer_version(${args}) rename to ingest_events`);
  expect([refused.status, Number(refused.headers.get("retry-after")) >= 1]).toEqual([503, true]);
  expect(await postEvents(one.url, event)).toMatchObject({ status: 200, body: { accepted: 1 } });
});
