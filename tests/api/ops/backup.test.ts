import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbedded } from "@/lib/db/embedded";
import { databaseOf } from "../../support/database-of";
import { call, postEvents, send } from "../../support/http";
import type { JobEvent } from "../../support/job-history";
import { once } from "../../support/once";
import { fromPage, makeOperator } from "../../support/operators";
import { runOps } from "../../support/ops";
import { freshDatabase, type TestDatabase } from "../../support/postgres";
import { startReporters } from "../../support/reporter";
import { startServer, type TestServer } from "../../support/server";
import { eventually } from "../../support/wait";

const BURNT_TRANSACTIONS = 30_000;
const hour = 3_600_000;
const now = Date.now();
/** Hours that are over: they are told alike whenever they are asked for. */
const thisHour = Math.floor(now / hour) * hour;
const period = `from=${new Date(thisHour - 5 * hour).toISOString()}&to=${new Date(thisHour).toISOString()}`;

interface Poll {
  events: { event_id: string; cursor: string }[];
  next_since: string;
  reset?: true;
}

const folder = mkdtempSync(join(tmpdir(), "rollcall-backup-"));
const [whileWriting, atRest] = [join(folder, "while-writing.gz"), join(folder, "at-rest.gz")];
const embedded = (dataDir: string) => ({ ROLLCALL_DATA_DIR: dataDir, DATABASE_URL: "", POSTGRES_URL: "" });
const plain = (url: string) => ({ DATABASE_URL: url, POSTGRES_URL: "" });
const newFolder = () => mkdtempSync(join(folder, "data-"));

let source: TestServer;
let acknowledgedBefore: JobEvent[] = [];
let before: { feed: string[]; stats: unknown; cursor: string; cookie: string; key: string };

/** One of each type of event, told by one bot. */
function oneOfEach(bot: string): object[] {
  const told: [string, object][] = [
    ["heartbeat", { status: "busy", cpu_percent: 12.5, memory_bytes: 1024, kind: "worker", tags: ["a\tb", "c\\.d"] }],
    ["job.queued", { job_id: "j", queue: "q", job_type: "t" }],
    ["job.started", { job_id: "j", queue: "q", job_type: "t" }],
    ["job.progress", { job_id: "j", percent: 0.1 + 0.2, note: "zwei\nZeilen \\N" }],
    ["job.finished", { job_id: "j", status: "failed", error: { type: "E", message: "m", stack: "s\n\\.\n" } }],
    ["message.processed", { user_id: "u", response_time_ms: 7, text: '✓ "quoted"\r\n\\.' }],
    ["request.handled", { method: "GET", route: "/r", status_code: 200, duration_ms: 3, cache: "hit" }],
    ["queue.sampled", { queue: "q", pending: 3, processing: 1 }],
    ["dependency.checked", { component: "db", status: "degraded", latency_ms: 9 }],
    ["error.occurred", { message: "boom" }],
    ["metric.sampled", { name: "m", value: 1e-7, labels: { a: "b" } }],
  ];
  return told.map(([type, data], n) => ({
    id: `${bot}-${n}`,
    type,
    bot_id: bot,
    time: new Date(now - hour + n * 1000).toISOString(),
    data,
  }));
}

async function wholeFeed(url: string): Promise<string[]> {
  const ids: string[] = [];
  for (let since = "0"; ; ) {
    const { body } = await call<Poll>(`${url}/api/events?limit=500&since=${since}`);
    ids.push(...body.events.map((event) => event.event_id));
    if (body.events.length === 0) return ids;
    since = body.next_since;
  }
}

/** Ids of transactions as a server that has lived for a while has them. */
async function burnTransactions(server: TestServer): Promise<void> {
  await databaseOf(server)(`do $$ begin
    create temporary table burnt (n integer);
    for n in 1..${BURNT_TRANSACTIONS} loop begin insert into burnt values (n); exception when others then null; end; end loop;
  end $$`);
}

beforeAll(async () => {
  source = await startServer({ driver: "embedded" });
  await postEvents(source.url, oneOfEach("one-of-each"));
  const cookie = await makeOperator(source.url, "operator");
  const { body } = await send<{ key: string }>(`${source.url}/api/keys`, { name: "kept", scope: "read" });
  await send(
    `${source.url}/api/views`,
    { name: "mine", page: "bots", search: "?q=x" },
    { headers: fromPage(source.url, cookie), key: null },
  );
  await burnTransactions(source);

  const reporters = startReporters(source.url, 4, 7);
  await reporters.untilAcknowledged();
  acknowledgedBefore = [...reporters.acknowledged];
  const made = await runOps(["backup", "--to", whileWriting], embedded(source.dataDir));
  expect(made).toMatchObject({ code: 0, output: expect.stringContaining(whileWriting) });
  await reporters.untilAcknowledged();
  await reporters.stop();

  await source.interrupt();
  // Alerts that are evaluated announce themselves in the feed: from here on nothing does.
  const still = await startServer({
    driver: "embedded",
    env: { ROLLCALL_DATA_DIR: source.dataDir, SCHEDULER: "off" },
  });
  const tail = await call<Poll>(`${still.url}/api/events?limit=1`);
  before = {
    feed: await wholeFeed(still.url),
    stats: (await call(`${still.url}/api/bots/bot-1/stats?${period}`)).body,
    cursor: tail.body.next_since,
    cookie,
    key: body.key,
  };
  await still.stop();
  expect(await runOps(["backup", "--to", atRest], embedded(source.dataDir))).toMatchObject({ code: 0 });
}, 120_000);
afterAll(async () => {
  await source?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Every table of a database as text, row by row; without what a restore gives anew. */
async function contents(url: string): Promise<Record<string, string[]>> {
  const tables = await once<{ name: string }>(
    url,
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables) {
    const columns = await once<{ name: string }>(
      url,
      `select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
        and atttypid <> 'xid8'::regtype and not (attrelid = 'events'::regclass and attname = 'seq') order by attnum`,
      [name],
    );
    const row = `row(${columns.map((column) => column.name).join(", ")})::text`;
    const order = name === "events" ? "xid, seq" : "1";
    const rows = await once<{ row: string }>(url, `select ${row} as row from "${name}" order by ${order}`);
    found[name] = rows.map(({ row }) => row).filter((row) => !row.startsWith("(feed_restored,"));
  }
  return found;
}

async function sequences(url: string): Promise<unknown[]> {
  return once(url, "select sequencename, last_value from pg_sequences where schemaname = 'public' order by 1");
}

async function restoredInto(dataDir: string, file: string): Promise<void> {
  expect(await runOps(["restore", file], embedded(dataDir))).toMatchObject({ code: 0 });
}

describe("a backup", () => {
  it("is one private file that is there only when it is whole", () => {
    expect(statSync(atRest).mode & 0o777).toBe(0o600);
    expect(existsSync(`${atRest}.part`)).toBe(false);
  });

  it("made at rest comes back as it was: every table, row by row, and every sequence", async () => {
    const dataDir = newFolder();
    await restoredInto(dataDir, atRest);
    const [old, restored] = [await startEmbedded(source.dataDir), await startEmbedded(dataDir)];
    try {
      const [was, is] = [await contents(old.url), await contents(restored.url)];
      for (const table of ["events", "job_runs", "api_keys", "auth_users", "audit_log", "saved_views", "alert_rules"])
        expect(was[table]!.length, table).toBeGreaterThan(0);
      expect(Object.keys(is).sort()).toEqual(Object.keys(was).sort());
      for (const [table, rows] of Object.entries(was)) expect(is[table], table).toEqual(rows);
      expect(await sequences(restored.url)).toEqual(await sequences(old.url));
    } finally {
      await Promise.all([old.stop(), restored.stop()]);
    }
  });

  it("makes a Rollcall that goes on where the other one was", async () => {
    const dataDir = newFolder();
    await restoredInto(dataDir, atRest);
    const server = await startServer({ driver: "embedded", env: { ROLLCALL_DATA_DIR: dataDir, SCHEDULER: "off" } });
    try {
      expect(await wholeFeed(server.url)).toEqual(before.feed);
      expect((await call(`${server.url}/api/bots/bot-1/stats?${period}`)).body).toEqual(before.stats);
      expect((await call(`${server.url}/api/bots`, { key: before.key })).status).toBe(200);
      expect((await call(`${server.url}/api/bots`, { key: null, headers: { cookie: before.cookie } })).status).toBe(
        200,
      );
      expect((await postEvents(server.url, oneOfEach("one-of-each"))).body).toMatchObject({
        accepted: 0,
        duplicates: 11,
      });

      const old = await call<Poll>(`${server.url}/api/events?since=${before.cursor}`);
      expect(old.body.reset).toBe(true);
      // As it will look once this server has given out as many transactions as the old one had.
      const overtaken = await call<Poll>(`${server.url}/api/events?since=9.0.${now}`);
      expect(overtaken.body.reset).toBe(true);
      const { body } = await call<Poll>(`${server.url}/api/events?limit=3&since=0`);
      expect(body.reset).toBeUndefined();
      const next = await call<Poll>(`${server.url}/api/events?limit=3&since=${body.next_since}`);
      expect(next.body.reset).toBeUndefined();
      expect(next.body.events.map((event) => event.event_id)).toEqual(before.feed.slice(3, 6));

      const end = await call<Poll>(`${server.url}/api/events?limit=1`);
      const fresh = { id: randomUUID(), type: "heartbeat", bot_id: "after", data: {} };
      expect((await postEvents(server.url, fresh)).body).toMatchObject({ accepted: 1 });
      const after = await eventually(async () => {
        const { body } = await call<Poll>(`${server.url}/api/events?since=${end.body.next_since}`);
        return body.events.length > 0 && body;
      });
      expect(after.events.map((event) => event.event_id)).toEqual([fresh.id]);
    } finally {
      await server.stop();
    }
  });

  it("made while bots report has all that was acknowledged before, and counts agree with the log", async () => {
    const dataDir = newFolder();
    await restoredInto(dataDir, whileWriting);
    const { url, stop } = await startEmbedded(dataDir);
    try {
      const stored = await once<{ event_id: string }>(url, "select event_id from events");
      const ids = new Set(stored.map((row) => row.event_id));
      expect(acknowledgedBefore.length).toBeGreaterThan(0);
      expect(acknowledgedBefore.filter((event) => !ids.has(event.id))).toEqual([]);
      const [told] = await once<{ finished: string; counted: string }>(
        url,
        `select (select count(distinct (bot_id, data->>'job_id', data->>'attempt')) from events where type = 'job.finished') as finished,
          (select count(*) from job_runs where outcome is not null) as counted`,
      );
      expect(told!.counted).toBe(told!.finished);
    } finally {
      await stop();
    }
  });
});

describe("a restore", () => {
  it("refuses a database that holds something, and leaves it as it is", async () => {
    const database = await freshDatabase();
    await database.query("insert into event_times values ('bot', 'event', now())");
    const refused = await runOps(["restore", atRest], plain(database.url));
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining("not empty") });
    expect(await database.query("select event_id from event_times")).toEqual([{ event_id: "event" }]);
    await database.drop();
  });

  it("refuses while Rollcall runs on the database, and takes the place of what its start has left there", async () => {
    const database = await freshDatabase();
    const server = await startServer({ driver: "pg", database });
    const refused = await runOps(["restore", atRest], plain(database.url));
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining("Stop it") });
    await server.stop();
    expect(await runOps(["restore", atRest], plain(database.url))).toMatchObject({ code: 0 });
    expect(await database.query("select from bots where id = 'one-of-each'")).toHaveLength(1);
    await database.drop();
  });

  it("takes nothing of a file that is cut off, damaged, or no backup", async () => {
    const database = await freshDatabase();
    const text = gunzipSync(readFileSync(atRest));
    const lines = text.toString("utf8").split("\n");
    const broken: [string, Buffer][] = [
      ["cut", readFileSync(atRest).subarray(0, 5000)],
      ["unfinished", gzipSync(text.subarray(0, text.length - 200))],
      ["a row less", gzipSync(lines.filter((_, n) => n !== lines.indexOf("@ events") + 1).join("\n"))],
      ["no backup", gzipSync("hello\n")],
      ["no gzip", Buffer.from("hello\n")],
    ];
    for (const [name, content] of broken) {
      const file = join(folder, `${name}.gz`);
      writeFileSync(file, content);
      expect(await runOps(["restore", file], plain(database.url)), name).toMatchObject({ code: 1 });
      expect(await database.query("select from events"), name).toHaveLength(0);
      expect(await database.query("select from audit_log"), name).toHaveLength(0);
    }
    await database.drop();
  });

  it("refuses the backup of a newer Rollcall", async () => {
    const database = await databaseWithoutTables();
    const [head, ...rest] = gunzipSync(readFileSync(atRest)).toString("utf8").split("\n");
    const newer = { ...JSON.parse(head!), migrations: [...JSON.parse(head!).migrations, 9_999_999_999_999] };
    const file = join(folder, "newer.gz");
    writeFileSync(file, gzipSync([JSON.stringify(newer), ...rest].join("\n")));
    const refused = await runOps(["restore", file], plain(database.url));
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining("newer Rollcall") });
    await database.drop();
  });

  it("brings the backup of an older Rollcall up to date", async () => {
    const database = await databaseWithoutTables();
    expect(await runOps(["restore", olderBackup()], plain(database.url))).toMatchObject({ code: 0 });
    expect(await database.query("select name from bots")).toEqual([{ name: "kept" }]);
    const journal = JSON.parse(readFileSync("drizzle/migrations/meta/_journal.json", "utf8"));
    expect(await database.query("select from drizzle.__drizzle_migrations")).toHaveLength(journal.entries.length);
    await database.drop();
  });
});

async function databaseWithoutTables(): Promise<TestDatabase> {
  const database = await freshDatabase();
  await database.query("drop schema public, drizzle cascade");
  await database.query("create schema public");
  return database;
}

/** A backup as the first release of Rollcall would have made it. */
function olderBackup(): string {
  const { entries } = JSON.parse(readFileSync("drizzle/migrations/meta/_journal.json", "utf8"));
  const head = {
    rollcall_backup: 1,
    created_at: new Date(now).toISOString(),
    migrations: entries.slice(0, 8).map((entry: { when: number }) => entry.when),
    days: ["2026-11-01"],
    tables: [{ name: "bots", columns: ["id", "name", "first_seen_at", "last_seen_at"] }],
  };
  const row = `kept\tkept\t${new Date(now).toISOString()}\t${new Date(now).toISOString()}`;
  const foot = { rows: { bots: 1 }, sequences: {} };
  const file = join(folder, "older.gz");
  writeFileSync(file, gzipSync([JSON.stringify(head), "@ bots", row, "\\.", JSON.stringify(foot), ""].join("\n")));
  return file;
}

describe("the command line", () => {
  it("prints how each command is used, and says what is wrong with another", async () => {
    const list = await runOps(["--help"], {});
    expect(list.code).toBe(0);
    for (const name of ["backup", "restore"]) {
      expect(list.output).toContain(name);
      expect(await runOps([name, "--help"], {})).toMatchObject({ code: 0, output: expect.stringContaining("Usage") });
    }
    expect(await runOps(["bakcup"], {})).toMatchObject({ code: 2, output: expect.stringContaining("bakcup") });
    expect(await runOps(["restore"], {})).toMatchObject({
      code: 2,
      output: expect.stringContaining("Name one backup"),
    });
  });

  it("says so where the database cannot be reached", async () => {
    const answer = await runOps(["backup"], plain("postgresql://nobody:none@127.0.0.1:1/none"));
    expect(answer).toMatchObject({ code: 1, output: expect.stringContaining("cannot be reached") });
  });
});
