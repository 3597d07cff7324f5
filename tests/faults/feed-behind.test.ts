import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeBot } from "@/lib/bots/change";
import { deleteFigures } from "@/lib/bots/store";
import { type Connection, connect } from "@/lib/db/client";
import { parseEnv } from "@/lib/env";
import { FeedClient } from "@/lib/events/feed/client";
import { Following } from "@/lib/events/feed/following";
import { createFeedLog, type FeedLog } from "@/lib/events/feed/log";
import { BEGINNING } from "@/lib/events/feed/position";
import { ingest } from "@/lib/events/ingest";
import { accepted } from "../support/events";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { eventually, pause } from "../support/wait";

const DAY_MS = 86_400_000;
const OPERATOR = { kind: "environment", id: "test", name: "test", scope: "admin" } as const;
/** Long enough for hundreds of reads without a pause. */
const IDLE_MS = 500;

let database: TestDatabase;
let connection: Connection;
let followings: Following[];

beforeEach(async () => {
  database = await freshDatabase();
  connection = await connect(parseEnv({ DATABASE_URL: database.url }));
  followings = [];
});

afterEach(async () => {
  for (const following of followings) following.end();
  await connection.close();
  await database.drop();
});

describe("a client that stands before the end of the feed, with nothing to read up to there,", () => {
  it("is taken to the end by one read where all is older than raw events are kept", async () => {
    await report("bot", "old");
    const later = new Date(Date.now() + 8 * DAY_MS);
    const { feedLog, reads } = counted(() => later);
    const client = join(follow(feedLog));
    await eventually(() => reads() > 0);
    await pause(IDLE_MS);
    expect(reads()).toBe(1);
    await report("bot", "new", later);
    await client.until("new");
    expect(client.text()).not.toContain("old");
  });

  it("is taken to the end by one read where the bots that reported last were removed", async () => {
    await report("first", "a");
    await report("second", "b");
    const { feedLog, reads } = counted();
    const following = follow(feedLog);
    await join(following, (await feedLog.beginning(null)).position).joined();
    for (const bot of ["first", "second"]) await removeBot({ db: connection.db, now: new Date() }, OPERATOR, bot);
    const before = reads();
    const client = join(following);
    await eventually(() => reads() > before);
    await pause(IDLE_MS);
    expect(reads() - before).toBe(1);
    await report("third", "c");
    await client.until('"event_id":"c"');
  });

  it("reads now and then while what follows is committed, but waits for an older transaction", async () => {
    await report("gone", "a");
    const { feedLog, reads } = counted();
    const following = follow(feedLog);
    await join(following, (await feedLog.beginning(null)).position).joined();
    await removeBot({ db: connection.db, now: new Date() }, OPERATOR, "gone");
    const older = await openTransaction("select pg_current_xact_id()");
    await report("bot", "held");
    const before = reads();
    const client = join(following);
    await eventually(() => reads() - before > 1);
    expect(reads() - before).toBeLessThan(12);
    expect(client.text()).toBe("");
    await older.query("rollback");
    await client.until("held");
    await older.end();
  });
});

describe("an event reaches those who follow", () => {
  it("while a fold is under way", async () => {
    await report("bot", "counted");
    const client = join(follow(counted().feedLog));
    await client.until("counted");
    const fold = await openTransaction("select fold_deltas(1000)");
    await expectToComeThrough(client).finally(() => fold.end());
  });

  it("while a bot's figures are removed", async () => {
    await report("bot", "counted");
    const client = join(follow(counted().feedLog));
    await client.until("counted");
    let [areDeleted, isOver] = [false, false];
    const removal = connection.db.transaction(async (tx) => {
      await deleteFigures(tx as never, "bot");
      areDeleted = true;
      await eventually(() => isOver, 60_000, 10);
    });
    removal.catch(() => {});
    await eventually(() => areDeleted);
    await expectToComeThrough(client).finally(() => {
      isOver = true;
    });
    await removal;
  });
});

/** Of the bot and of another one, and by a client that has yet to catch up as well. */
async function expectToComeThrough(client: Follower): Promise<void> {
  await report("other", "of-another");
  await report("bot", "of-the-same");
  await client.until("of-another");
  await client.until("of-the-same");
  await join(followings[0]!).until("of-the-same");
}

/** The log, and how often clients that were behind have read it. */
function counted(now = () => new Date()): { feedLog: FeedLog; reads: () => number } {
  let reads = 0;
  const feedLog = createFeedLog({ db: connection.db, now, rawDays: 7 });
  const readInTurn: FeedLog["readInTurn"] = (page) => {
    reads++;
    return feedLog.readInTurn(page);
  };
  return { feedLog: { ...feedLog, readInTurn }, reads: () => reads };
}

function follow(feedLog: FeedLog): Following {
  const following = new Following(feedLog);
  followings.push(following);
  return following;
}

interface Follower {
  text(): string;
  until(part: string): Promise<void>;
  joined(): Promise<void>;
}

function join(following: Following, from = BEGINNING): Follower {
  const filter = { channels: null, botId: null };
  const client = new FeedClient({ shape: "event", isMasked: false, filter }, from, () => {});
  let text = "";
  let isUp = false;
  void (async () => {
    for await (const bytes of client.outlet.stream) text += new TextDecoder().decode(bytes);
  })();
  void following.add(client).then(() => {
    isUp = true;
  });
  return {
    text: () => text,
    until: async (part) => {
      await eventually(() => text.includes(part), 5000);
    },
    joined: async () => {
      await eventually(() => isUp, 5000);
    },
  };
}

async function report(bot: string, id: string, at = new Date()): Promise<void> {
  const event = accepted(
    { id, bot_id: bot, time: at.toISOString(), type: "error.occurred", data: { message: id } },
    at,
  );
  await ingest({ db: connection.db, send: connection.send, now: () => at, rawDays: 7 }, [event]);
}

/** A session whose transaction has done this, and stays open. */
async function openTransaction(statement: string): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: database.url });
  session.on("error", () => {});
  await session.connect();
  await session.query("begin");
  await session.query(statement);
  return session;
}
