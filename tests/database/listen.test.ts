import { connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listenPg } from "@/lib/db/listen";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { eventually, pause } from "../support/wait";

let database: TestDatabase;
let link: Awaited<ReturnType<typeof openLink>>;

beforeEach(async () => {
  database = await freshDatabase();
  link = await openLink(Number(new URL(database.url).port));
});
afterEach(async () => {
  link.close();
  await database.drop();
});

const listeners = () =>
  database.query<{ pid: number }>(
    "select pid from pg_stat_activity where application_name = 'rollcall listen' and datname = current_database()",
  );

it("a listener whose session ends late, when another one is open, holds that one alone", async () => {
  const url = new URL(database.url);
  url.port = String(link.port);
  const notices: (string | undefined)[] = [];
  const end = await listenPg(url.href, "news", (payload) => notices.push(payload));
  const [{ pid }] = (await listeners()) as [{ pid: number }];
  await database.query("select pg_terminate_backend($1)", [pid]);
  await eventually(() => notices.length === 2);

  link.hangUp();
  // Longer than until the next attempt to connect.
  await pause(1500);
  await database.query("notify news, 'once'");
  await eventually(() => notices.includes("once"));
  expect(notices).toEqual([undefined, undefined, "once"]);
  expect(await listeners()).toHaveLength(1);
  await end();
  await eventually(async () => (await listeners()).length === 0);
});

/** A link that tells the near end of what the far one has ended only from when it is told to hang up. */
async function openLink(target: number) {
  const sockets: Socket[] = [];
  const hungUp = new AbortController();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect(target, "127.0.0.1");
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on("error", () => {});
    far.on("data", (piece) => near.write(piece));
    near.on("data", (piece) => far.write(piece));
    near.on("end", () => far.end());
    far.on("end", () => {
      if (hungUp.signal.aborted) near.end();
      else hungUp.signal.addEventListener("abort", () => near.end());
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: (server.address() as { port: number }).port,
    hangUp: () => hungUp.abort(),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
