import { afterEach, expect, it } from "vitest";
import { call, postEvents } from "../support/http";
import { type OwnPostgres, startOwnPostgres } from "../support/own-postgres";
import { freezePostgres } from "../support/postmaster";
import { startServer, type TestServer } from "../support/server";
import { eventually } from "../support/wait";

const EVENTS = 40;
/** One second, five more for the server to say so itself, and some for a busy machine. */
const REFUSED_WITHIN_MS = 15_000;

let server: TestServer | undefined;
let postgres: OwnPostgres | undefined;

afterEach(async () => {
  if (postgres) freezePostgres(postgres.dataDir, false);
  await server?.stop();
  await postgres?.stop();
  server = undefined;
  postgres = undefined;
});

it.each(["lane-node", "lane-deno"] as const)(
  "answers 503 while the database says nothing at all, and goes on when it speaks again (%s)",
  async (mounting) => {
    postgres = await startOwnPostgres();
    const { dataDir, database } = postgres;
    server = await startServer({ mounting, driver: "pg", database, env: { DATABASE_TIMEOUT_SECONDS: "1" } });
    const { url } = server;
    const event = (n: number) => ({ id: `e${n}`, type: "heartbeat", bot_id: `bot-${n % 4}`, time: TIME, data: {} });
    const events = Array.from({ length: EVENTS }, (_, n) => event(n));
    await untilStored(url, event(EVENTS));

    freezePostgres(dataDir, true);
    const frozenAt = performance.now();
    const answers = await Promise.all([
      ...events.map((each) => postEvents(url, [each])),
      ...Array.from({ length: 20 }, () => call(`${url}/api/bots`)),
    ]);
    expect(performance.now() - frozenAt).toBeLessThan(REFUSED_WITHIN_MS);
    for (const { status, headers } of answers) {
      expect([status, Number(headers.get("retry-after")) >= 1]).toEqual([503, true]);
    }

    freezePostgres(dataDir, false);
    await untilStored(url, event(EVENTS));
    expect((await call(`${url}/api/bots`)).status).toBe(200);
    // What was refused may have been stored or not: the same events again are counted once.
    for (const each of events) await untilStored(url, each);
    expect(await database.query("select count(*)::integer as n from events")).toEqual([{ n: EVENTS + 1 }]);
    expect(await database.query("select sum(n)::integer as n from rollup_hour_live")).toEqual([{ n: EVENTS + 1 }]);
  },
);

/** A statement may take a second here: on a busy machine one that is in order may take longer. */
const untilStored = (url: string, event: object) =>
  eventually(async () => (await postEvents(url, [event])).status === 200);

const TIME = new Date().toISOString();
