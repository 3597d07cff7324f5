import pg from "pg";
import { get, load } from "./support/load";
import { type Figure, median } from "./support/report";
import { KEY, type Stage } from "./support/stage";

const SMALL = 100_000;
const LARGE = Number(process.env.BENCH_ROWS ?? 10_000_000);
const BOTS = 100;
const ROUNDS = 3;

/** A bot's statistics with few and with many jobs behind them, and the list of 1,000 bots. */
export async function benchReading(stage: Stage): Promise<Figure[]> {
  const small = await measureStats(stage, SMALL);
  const large = await measureStats(stage, LARGE);
  const work = `/bots/{id}/stats?hours=24 at ${LARGE.toLocaleString("en")} jobs`;
  return [
    {
      work: `${work}: p99`,
      value: large.p99,
      unit: "ms",
      against: { what: `at ${SMALL.toLocaleString("en")}`, value: small.p99 },
      goal: "≤ 2 ×",
      holds: large.p99 <= 2 * small.p99,
    },
    {
      work: `${work}: in the database`,
      value: large.databaseMs,
      unit: "ms",
      goal: "≤ 10 ms",
      holds: large.databaseMs <= 10,
    },
    ...(await benchList(stage)),
  ];
}

/** Fills a week with jobs of 100 bots, as ingest and the fold would have left them, and asks for statistics. */
async function measureStats(stage: Stage, jobs: number) {
  const database = await stage.database();
  const pool = new pg.Pool({ connectionString: database });
  await fill(pool, jobs);
  const server = await stage.rollcall(database, "deno", { SCHEDULER: "off" });
  const p99: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const found = await load({
      port: server.port,
      connections: 4,
      seconds: 4,
      request: (n) => get(`/api/bots/bot-${n % BOTS}/stats?hours=24`, KEY),
    });
    p99.push(found.p99);
  }
  const databaseMs = await timeInDatabase(pool, server.port);
  await server.stop();
  await pool.end();
  return { p99: median(p99), databaseMs };
}

async function fill(pool: pg.Pool, jobs: number): Promise<void> {
  await pool.query(
    "insert into bots (id, first_seen_at, last_seen_at) select 'bot-' || n, now(), now() from generate_series(0, $1::int - 1) as n",
    [BOTS],
  );
  const step = 1_000_000;
  for (let from = 0; from < jobs; from += step) {
    await pool.query(
      `insert into job_runs (bot_id, job_id, attempt, job_type, finished_at, outcome, duration_ms, updated_at, created_xid)
       select 'bot-' || n % ${BOTS}, 'job-' || n, 1, 'resize', now() - (n::float8 / $3) * interval '7 days',
         case when n % 10 = 0 then 'failed' else 'succeeded' end, 100 + n % 9000, now(), pg_current_xact_id()
       from generate_series($1::int, $2::int) as n`,
      [from, Math.min(from + step, jobs) - 1, jobs],
    );
  }
  await pool.query(
    `insert into rollup_deltas (bot_id, series, label, minute, n, failed, cancelled, measured, sum, min, max, hist)
     select bot_id, 'job', 'resize', hour, sum(n), sum(failed), 0, sum(n), sum(sum), min(min), max(max), array_agg((b << 32) | n order by b)
     from (
       select bot_id, hour_of(finished_at) as hour, hist_bucket(duration_ms) as b, count(*) as n,
         count(*) filter (where outcome = 'failed') as failed, sum(duration_ms), min(duration_ms), max(duration_ms)
       from job_runs group by 1, 2, 3
     ) as cell group by 1, 4`,
  );
  while (Number((await pool.query("select fold_deltas(100000) as folded")).rows[0].folded) > 0) {}
  await pool.query("vacuum analyze");
}

/** Milliseconds that the database itself spends on one request, from its own statistics. */
async function timeInDatabase(pool: pg.Pool, port: number): Promise<number> {
  const spent = async () => {
    // A backend reports what it did about once a second.
    await new Promise((wake) => setTimeout(wake, 1500));
    const answer = await pool.query("select active_time from pg_stat_database where datname = current_database()");
    return Number(answer.rows[0].active_time);
  };
  const requests = 200;
  const before = await spent();
  for (let n = 0; n < requests; n++) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/bots/bot-${n % BOTS}/stats?hours=24`, {
      headers: { authorization: `Bearer ${KEY}` },
    });
    await answer.arrayBuffer();
  }
  return ((await spent()) - before) / requests;
}

async function benchList(stage: Stage): Promise<Figure[]> {
  const database = await stage.database();
  const pool = new pg.Pool({ connectionString: database });
  await pool.query(
    "insert into bots (id, kind, first_seen_at, last_seen_at, last_heartbeat_at) select 'bot-' || n, 'worker', now(), now(), now() from generate_series(1, 1000) as n",
  );
  await pool.query(
    `insert into rollup_deltas (bot_id, series, label, minute, n, failed, cancelled, measured, sum, min, max, hist)
     select 'bot-' || bot, 'job', 'resize', hour_of(now()) - hour * interval '1 hour', 60, 6, 0, 60, 60000, 100, 5000,
       array(select (b::bigint << 32) | 2 from generate_series(116, 145) as b)
     from generate_series(1, 1000) as bot, generate_series(0, 24) as hour`,
  );
  while (Number((await pool.query("select fold_deltas(100000) as folded")).rows[0].folded) > 0) {}
  await pool.query("vacuum analyze");
  await pool.end();
  const server = await stage.rollcall(database, "deno", { SCHEDULER: "off" });
  const times: number[] = [];
  for (let n = 0; n < 200; n++) {
    const start = performance.now();
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/bots?limit=100`, {
      headers: { authorization: `Bearer ${KEY}` },
    });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`the list answered ${answer.status}`);
    if (n >= 20) times.push(performance.now() - start);
  }
  await server.stop();
  times.sort((a, b) => a - b);
  const p95 = times[Math.floor(times.length * 0.95)] ?? Number.NaN;
  return [
    { work: "bot list, 1,000 bots, 100 a page: p95", value: p95, unit: "ms", goal: "≤ 100 ms", holds: p95 <= 100 },
  ];
}
