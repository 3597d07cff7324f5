import { afterEach, describe, expect, it } from "vitest";
import { call, postEvents } from "../support/http";
import { CRON_SECRET, type ServerOptions, startServer, type TestServer } from "../support/server";

interface FoldReport {
  folded: number;
  complete: boolean;
}

interface RetentionReport {
  dry_run: boolean;
  complete: boolean;
  partitions_dropped: number;
  rows: Record<string, number>;
}

interface LogPage {
  entries: { id: string; target: string; rows: number }[];
  next_cursor: string | null;
}

const HOUR_MS = 3_600_000;
const OLD_RUNS = 300;

let server: TestServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

describe("the cron routes", () => {
  it("refuse everybody while CRON_SECRET is not set, and whoever does not know it", async () => {
    const unset = await start({ env: { CRON_SECRET: "" } });
    for (const job of ["rollups", "retention"]) {
      for (const key of [null, "undefined", "", CRON_SECRET]) {
        expect((await call(`${unset.url}/api/cron/${job}`, { key })).status).toBe(503);
      }
    }
    await unset.stop();
    const set = await start();
    for (const job of ["rollups", "retention"]) {
      for (const key of [null, "undefined", `${CRON_SECRET}x`, CRON_SECRET.slice(1)]) {
        expect((await call(`${set.url}/api/cron/${job}`, { key })).status).toBe(401);
      }
      expect((await cron(set, job)).status).toBe(200);
      expect((await cron(set, job, "GET")).status).toBe(200);
      expect((await cron(set, job, "DELETE")).status).toBe(405);
    }
  });

  it("fold an hour that was missed, twice at once as once, and nobody sees a difference", async () => {
    const { url } = await start();
    await postEvents(url, missedHour());
    const before = await stats(url);
    expect(before).toMatchObject({ total_jobs: 60, failed: 6 });
    const runs = await Promise.all([1, 2, 3, 4].map(() => cron<FoldReport>(server!, "rollups")));
    expect(runs.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(runs.reduce((sum, { body }) => sum + body.folded, 0)).toBeGreaterThan(0);
    expect(await server!.database!.query("select 1 from rollup_deltas")).toEqual([]);
    expect(await stats(url)).toEqual(before);
    expect((await cron<FoldReport>(server!, "rollups")).body).toEqual({ folded: 0, complete: true });
  });

  it("drop old rows once, however many ask at once, and tell what went", async () => {
    const { url, database } = await start();
    await makeOld();
    const foreseen = await cron<RetentionReport>(server!, "retention?dry_run=1", "GET");
    expect(foreseen.body).toMatchObject({
      dry_run: true,
      partitions_dropped: 1,
      rows: { raw: 2 * OLD_RUNS, month: 0 },
    });
    expect(await rows("events")).toBe(OLD_RUNS);

    const runs = await Promise.all([1, 2, 3, 4].map(() => cron<RetentionReport>(server!, "retention")));
    expect(runs.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(runs.reduce((sum, { body }) => sum + body.partitions_dropped, 0)).toBe(1);
    expect(runs.reduce((sum, { body }) => sum + (body.rows.raw ?? 0), 0)).toBe(2 * OLD_RUNS);
    expect([await rows("events"), await rows("job_runs")]).toEqual([0, 0]);

    const logged: LogPage["entries"] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: LogPage = (await call<LogPage>(`${url}/api/retention/log?limit=1${cursor && `&cursor=${cursor}`}`))
        .body;
      logged.push(...page.entries);
      cursor = page.next_cursor;
    }
    expect(logged.reduce((sum, entry) => sum + entry.rows, 0)).toBe(2 * OLD_RUNS);
    expect((await call(`${url}/api/retention/log`, { key: null })).status).toBe(401);
    expect((await call(`${url}/api/retention/log?cursor=-`)).status).toBe(400);

    async function rows(table: string): Promise<number> {
      return Number((await database!.query<{ n: string }>(`select count(*) as n from ${table}`))[0]?.n);
    }
  });
});

it("folds and keeps retention by itself, in two processes on one database without a word of trouble", async () => {
  const first = await start({ env: { SCHEDULER: "internal", LOG_LEVEL: "info" } });
  // Before retention comes round for the first time.
  await makeOld();
  const second = await startServer({ database: first.database!, env: { SCHEDULER: "internal", LOG_LEVEL: "info" } });
  try {
    await postEvents(first.url, missedHour());
    await expect
      .poll(async () => (await first.database!.query("select 1 from rollup_deltas limit 1")).length, {
        timeout: 30_000,
      })
      .toBe(0);
    await expect
      .poll(
        async () => (await first.database!.query("select 1 from job_runs where job_id like 'old-%' limit 1")).length,
        {
          timeout: 30_000,
        },
      )
      .toBe(0);
    expect(`${first.output()}${second.output()}`).not.toMatch(/"level":"(warn|error)"/);
  } finally {
    await second.stop();
  }
});

/** A server whose cron routes alone do the keeping, unless `options` say otherwise. */
async function start(options: ServerOptions = {}): Promise<TestServer> {
  server = await startServer({ ...options, env: { SCHEDULER: "off", ...options.env } });
  return server;
}

const cron = <Body>(target: TestServer, job: string, method = "POST") =>
  call<Body>(`${target.url}/api/cron/${job}`, { method, key: CRON_SECRET });

/** One job a minute of the last hour, one in ten failed. */
function missedHour(): Record<string, unknown>[] {
  return Array.from({ length: 60 }, (_, minute) => ({
    id: `job-${minute}`,
    type: "job.finished",
    bot_id: "bot-1",
    time: new Date(Date.now() - (minute / 60) * HOUR_MS).toISOString(),
    data: { job_id: `job-${minute}`, status: minute % 10 ? "succeeded" : "failed", duration_ms: 1000 + minute },
  }));
}

/** What a bot's page is drawn from, without what the passing of time changes. */
async function stats(url: string): Promise<Record<string, unknown>> {
  const { body } = await call<Record<string, unknown>>(`${url}/api/bots/bot-1/stats?hours=3`);
  const { hourly_performance: _, ...figures } = body;
  return figures;
}

/** A day of events and job runs of three weeks ago, beside the door, which would refuse them. */
async function makeOld(): Promise<void> {
  const { query } = server!.database!;
  const day = new Date(Date.now() - 21 * 24 * HOUR_MS).toISOString().slice(0, 10);
  await query("select ensure_event_partitions($1::date, $1::date)", [day]);
  await query("insert into bots (id, first_seen_at, last_seen_at) values ('bot-old', $1, $1)", [day]);
  await query(
    `insert into events (bot_id, time, event_id, type, received_at, channel, seq, data)
     select 'bot-old', $1::timestamptz, 'old-' || n, 'job.finished', $1::timestamptz, 'jobs', 0, '{}' from generate_series(1, ${OLD_RUNS}) as n`,
    [`${day}T12:00:00Z`],
  );
  await query(
    `insert into job_runs (bot_id, job_id, attempt, finished_at, outcome, updated_at, created_xid)
     select 'bot-old', 'old-' || n, 1, $1::timestamptz, 'succeeded', $1::timestamptz, pg_current_xact_id() from generate_series(1, ${OLD_RUNS}) as n`,
    [`${day}T12:00:00Z`],
  );
}
