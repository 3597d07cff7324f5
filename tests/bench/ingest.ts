import { resolve } from "node:path";
import pg from "pg";
import { bundle } from "./support/bundle";
import { load, post } from "./support/load";
import { compared, type Figure, median } from "./support/report";
import { KEY, type Running, type Stage } from "./support/stage";

/** Each is measured so often, by turns. */
const TURNS = 5;
const SECONDS = 3;
/** A server that has run for a while is measured, not the compiling of its code. */
const WARM_UP_SECONDS = 8;
const CONNECTIONS = 64;
const BATCH = 500;
const BOTS = 50;

/** Single events and batches, committed, beside the same server without a database, a bare Next route, and bare inserts. */
export async function benchIngest(stage: Stage): Promise<Figure[]> {
  return [...(await benchSingles(stage)), ...(await benchBatches(stage))];
}

async function benchSingles(stage: Stage): Promise<Figure[]> {
  const rollcall = await stage.rollcall(await stage.database(), "deno");
  const bare = await bundle("tests/bench/rivals/no-database.ts");
  const deno = resolve("node_modules/.bin/deno");
  const noDatabase = await stage.program(deno, ["run", "--allow-all", "--node-modules-dir=manual", bare], "/livez", {
    ADMIN_API_KEY: KEY,
  });
  const next = await startNextRival(stage);
  let runs = 0;
  const run = async ({ port }: Running, path: string, seconds: number) => {
    const name = `run-${runs++}`;
    const request = (n: number) => post(path, KEY, JSON.stringify(event(name, n)));
    const found = await load({ port, connections: CONNECTIONS, seconds, request });
    expectOk(found.statuses);
    return found;
  };
  const turn = async (seconds: number) => ({
    ours: await run(rollcall, "/api/events", seconds),
    noDatabase: await run(noDatabase, "/api/events", seconds),
    next: await run(next, "/api/validate", seconds),
  });
  await turn(WARM_UP_SECONDS);
  const turns = [];
  for (let n = 0; n < TURNS; n++) turns.push(await turn(SECONDS));
  await Promise.all([rollcall.stop(), noDatabase.stop(), next.stop()]);
  const work = `single-event ingest, committed, ${CONNECTIONS} connections`;
  const ours = { work, unit: "events/s", values: turns.map((each) => each.ours.perSecond) };
  const withoutDatabase = turns.map((each) => each.noDatabase.perSecond);
  const ofNext = turns.map((each) => each.next.perSecond);
  const p99 = median(turns.map((each) => each.ours.p99));
  return [
    compared(ours, { what: "same server without a database", values: withoutDatabase }, 0.5),
    compared(ours, { what: "bare validating Next route on Node", values: ofNext }, 10),
    { work: `${work}: p99`, value: p99, unit: "ms", goal: "≤ 50 ms", holds: p99 <= 50 },
  ];
}

async function benchBatches(stage: Stage): Promise<Figure[]> {
  const database = await stage.database();
  const rollcall = await stage.rollcall(database, "deno");
  const run = async (turn: number, seconds: number) => {
    const batch = (n: number) => Array.from({ length: BATCH }, (_, i) => event(`turn-${turn}-${n}`, i));
    const request = (n: number) => post("/api/events", KEY, JSON.stringify(batch(n)));
    const found = await load({ port: rollcall.port, connections: 8, seconds, request });
    expectOk(found.statuses);
    return found.perSecond * BATCH;
  };
  await run(TURNS, WARM_UP_SECONDS);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    ours.push(await run(turn, SECONDS));
    bare.push(await bareInserts(database, turn));
  }
  await rollcall.stop();
  const work = { work: `batches of ${BATCH}, committed, 8 connections`, unit: "events/s", values: ours };
  return [compared(work, { what: "bare multi-row inserts, same rows and indexes", values: bare }, 0.35)];
}

/** Rows a second of the fastest way in: multi-row inserts of the same events into a table like the log's partitions. */
async function bareInserts(url: string, round: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  await pool.query(`create table bare_${round} (like events including all)`);
  const placeholders = Array.from({ length: BATCH }, (_, i) => {
    const first = i * 7;
    return `(${Array.from({ length: 7 }, (_, column) => `$${first + column + 1}`).join(",")},${i})`;
  }).join(",");
  const text = `insert into bare_${round} (bot_id, time, event_id, type, received_at, channel, data, seq) values ${placeholders}`;
  let batches = 0;
  const start = performance.now();
  const end = start + SECONDS * 1000;
  const write = async () => {
    while (performance.now() < end) {
      const batch = batches++;
      const rows = Array.from({ length: BATCH }, (_, i) => event(`bare${round}-${batch}`, i));
      await pool.query({
        name: "bare",
        text,
        values: rows.flatMap((row) => [
          row.bot_id,
          row.time,
          row.id,
          row.type,
          row.time,
          "jobs",
          JSON.stringify(row.data),
        ]),
      });
    }
  };
  await Promise.all(Array.from({ length: 8 }, write));
  const rate = (batches * BATCH) / ((performance.now() - start) / 1000);
  await pool.query(`drop table bare_${round}`);
  await pool.end();
  return rate;
}

/** Built by webpack: Turbopack takes the whole project for its root, and the project's proxy with it. */
async function startNextRival(stage: Stage) {
  const folder = resolve("tests/bench/rivals/next");
  const next = resolve("node_modules/next/dist/bin/next");
  await runToEnd(process.execPath, [next, "build", "--webpack", folder]);
  return stage.program(process.execPath, [next, "start", folder, "-H", "127.0.0.1"], "/api/validate");
}

async function runToEnd(command: string, args: string[]): Promise<void> {
  const { spawn } = await import("node:child_process");
  const child = spawn(command, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const code = await new Promise((done) => child.once("exit", done));
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
}

function event(run: string, n: number) {
  return {
    id: `${run}-${n}`,
    type: "job.finished",
    bot_id: `bot-${n % BOTS}`,
    time: new Date().toISOString(),
    data: {
      job_id: `${run}-${n}`,
      job_type: "resize",
      status: n % 10 === 0 ? "failed" : "succeeded",
      duration_ms: n % 5000,
    },
  };
}

function expectOk(statuses: Record<number, number>): void {
  const bad = Object.keys(statuses).filter((status) => status !== "200");
  if (bad.length > 0) throw new Error(`Not every request was taken: ${JSON.stringify(statuses)}`);
}
