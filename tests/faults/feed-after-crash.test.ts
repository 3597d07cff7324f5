import pg from "pg";
import { afterEach, expect, it } from "vitest";
import { FeedReader } from "../support/feed-reader";
import { call, postEvents } from "../support/http";
import { type OwnPostgres, startOwnPostgres } from "../support/own-postgres";
import { postmasterOf } from "../support/postmaster";
import { startServer, type TestServer } from "../support/server";
import { eventually } from "../support/wait";

let server: TestServer | undefined;
let postgres: OwnPostgres | undefined;

afterEach(async () => {
  await server?.stop();
  await postgres?.stop();
});

it("brings what is committed under transaction ids that a crash made PostgreSQL give twice", async () => {
  postgres = await startOwnPostgres();
  server = await startServer({ driver: "pg", database: postgres.database, env: { SCHEDULER: "off" } });
  const { url } = server;
  const report = (id: string) => postEvents(url, { id, type: "error.occurred", bot_id: "bot", data: { message: id } });
  const poll = (since: string) =>
    call<{ events: { event_id: string }[]; next_since: string }>(`${url}/api/events?since=${since}`);
  const reader = await new FeedReader(`${url}/api/events/stream?channels=errors`).open();
  await report("before");
  await reader.until("error:occurred", 1);

  await useTransactionIdsWithoutTrace(postgres.database.url, 300);
  const { events, next_since } = (await poll("0")).body;
  expect(events.map(({ event_id }) => event_id)).toEqual(["before"]);
  const now = (await call<{ next_since: string }>(`${url}/api/events`)).body.next_since;
  const late = await new FeedReader(`${url}/api/events/stream?channels=errors`).open();
  process.kill(postmasterOf(postgres.dataDir), "SIGKILL");

  await eventually(async () => (await report("after")).status === 200);
  await reader.until("error:occurred", 2);
  await late.until("error:occurred", 1);
  for (const since of [next_since, now]) {
    expect((await poll(since)).body.events.map(({ event_id }) => event_id)).toEqual(["after"]);
  }
  reader.cut();
  late.cut();
});

/** Transactions that write nothing: PostgreSQL logs their ends at its leisure, here only after the test. */
async function useTransactionIdsWithoutTrace(url: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  await client.query("alter system set wal_writer_delay = '10s'");
  await client.query("select pg_reload_conf(), pg_sleep(0.3)");
  for (let n = 0; n < count; n++) await client.query("select pg_current_xact_id()");
  await client.end();
}
