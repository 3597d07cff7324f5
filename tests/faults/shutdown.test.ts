import pg from "pg";
import { afterEach, expect, it } from "vitest";
import { postEvents, send } from "../support/http";
import { startServer, type TestServer } from "../support/server";
import { eventually, pause } from "../support/wait";

let server: TestServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

it.each(["lane-node", "lane-deno"] as const)(
  "answers the change that it is about to make when it is told to end (%s)",
  async (mounting) => {
    server = await startServer({ mounting, driver: "pg" });
    const { url, database } = server;
    await postEvents(url, { type: "heartbeat", bot_id: "bot", data: {} });
    const other = new pg.Client({ connectionString: database!.url });
    await other.connect();
    await other.query("begin; select 1 from bots for update");

    const changed = send(`${url}/api/bots/bot`, { name: "Renamed" }, { method: "PATCH" });
    changed.catch(() => {});
    await eventually(async () => {
      const waiting = await database!.query(
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
      return waiting.length > 0;
    });
    const ended = server.interrupt();
    await pause(300);
    await other.query("commit");
    expect(await changed).toMatchObject({ status: 200, body: { name: "Renamed" } });
    expect(await ended).toBe(0);
    await other.end();
  },
);
