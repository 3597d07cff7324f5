import type pg from "pg";
import { env } from "@/lib/env";
import type { Health } from "@/lib/telemetry/health";
import type { HealthScore } from "@/lib/telemetry/score";
import { incidentsReport, listIncidents } from "./alerts";
import { API_OPTIONS, API_USAGE, type Api, apiOf, get } from "./api";
import { withClient } from "./database";
import { performanceReport } from "./metrics";
import { bytes, pairs, section, table } from "./print";
import { type Command, options, Refusal } from "./usage";

const HOURS = 24;

const diagnosis = (
  name: string,
  summary: string,
  reports: ((api: Api, client: pg.Client) => Promise<string>)[],
): Command => ({
  summary,
  usage: `${name} [--url URL] [--key KEY]
  Asks the running Rollcall and its database, and changes nothing. No secret and no text of a message is printed. What cannot be
  asked is said in its place, and makes the exit code 1.
${API_USAGE}`,
  async run(args) {
    const api = apiOf(options(args, API_OPTIONS));
    let failed = 0;
    await withClient(env(), async (client) => {
      await client.query("set statement_timeout = '30s'");
      for (const report of reports) {
        try {
          console.log(await report(api, client));
        } catch (error) {
          failed += 1;
          console.log(section("Not to be had", `  ${error instanceof Refusal ? error.message : String(error)}`));
        }
      }
    });
    return failed === 0 ? 0 : 1;
  },
});

async function health(api: Api): Promise<string> {
  const now = await get<Health>(api, "/debug/health-quick");
  const score = await get<HealthScore>(api, "/metrics/health-score");
  return [
    section(
      "Rollcall",
      pairs({
        url: api.url,
        status: now.status,
        "database, ms": now.database.latency_ms,
        "memory, MB": now.memory_mb,
        "health score": score.score,
      }),
    ),
    section(
      "What the score loses",
      table(
        ["FOR", "POINTS", "WHY"],
        score.factors.map((f) => [f.name, f.penalty, f.detail]),
      ),
    ),
    section(
      "What bots depend on",
      table(
        ["COMPONENT", "STATUS", "TOLD AT"],
        Object.entries(now.dependencies).map(([name, d]) => [name, d.status, d.received_at]),
      ),
    ),
  ].join("\n");
}

async function machine(_api: Api, client: pg.Client): Promise<string> {
  const { rows } = await client.query<Record<string, string>>(`
    select current_setting('server_version') as version, pg_database_size(current_database())::text as size,
      current_setting('max_connections') as connections,
      (select count(*) from pg_stat_activity where datname = current_database())::text as connected,
      (select count(*) from drizzle.__drizzle_migrations)::text as migrations`);
  const [row] = rows;
  return section(
    "Machine and database",
    pairs({
      "Node.js": process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      PostgreSQL: row!.version,
      "migrations applied": row!.migrations,
      "database size": bytes(Number(row!.size)),
      "connections / allowed": `${row!.connected} / ${row!.connections}`,
    }),
  );
}

const alerts = async (api: Api) => incidentsReport(await listIncidents(api, false));

async function failures(_api: Api, client: pg.Client): Promise<string> {
  const bots = await client.query(`
    select bot_id, sum(n)::integer as n, sum(failed)::integer as failed from rollup_hour_live
    where series = 'job' and bucket >= now() - interval '${HOURS} hours'
    group by 1 having sum(failed) > 0 order by 3 desc limit 20`);
  const jobs = await client.query(`
    select coalesce(error_type, 'Error') as type, left(regexp_replace(error_message, '[0-9]+', '#', 'g'), 100) as message,
      count(*)::integer as n, max(finished_at) as last
    from job_runs where outcome = 'failed' and finished_at >= now() - interval '${HOURS} hours'
    group by 1, 2 order by 3 desc limit 20`);
  const errors = await client.query(`
    select bot_id, time, data->>'type' as type, left(data->>'message', 100) as message from events
    where type = 'error.occurred' and time >= now() - interval '${HOURS} hours' order by time desc limit 20`);
  const deliveries = await client.query(`
    select status, last_error, count(*)::integer as n from deliveries where status in ('pending', 'dead') and last_error is not null
    group by 1, 2 order by 3 desc limit 20`);
  return [
    section(
      `Bots with failed jobs, last ${HOURS} h`,
      table(
        ["BOT", "JOBS", "FAILED"],
        bots.rows.map((r) => [r.bot_id, r.n, r.failed]),
      ),
    ),
    section(
      `Why jobs failed, last ${HOURS} h`,
      table(
        ["ERROR", "COUNT", "LAST", "MESSAGE"],
        jobs.rows.map((r) => [r.type, r.n, r.last.toISOString(), r.message]),
      ),
    ),
    section(
      "Errors that bots told, the newest",
      table(
        ["BOT", "TIME", "ERROR", "MESSAGE"],
        errors.rows.map((r) => [r.bot_id, r.time.toISOString(), r.type, r.message]),
      ),
    ),
    section(
      "Notices that were not delivered",
      table(
        ["STATUS", "COUNT", "WHY"],
        deliveries.rows.map((r) => [r.status, r.n, r.last_error]),
      ),
    ),
  ].join("\n");
}

async function load(_api: Api, client: pg.Client): Promise<string> {
  const hits = await client.query(`
    select round(100.0 * blks_hit / nullif(blks_hit + blks_read, 0), 1)::float8 as hit, deadlocks::integer, temp_bytes::float8 as temp
    from pg_stat_database where datname = current_database()`);
  const running = await client.query(`
    select pid, state, round(extract(epoch from now() - xact_start))::integer as seconds, wait_event_type as waits, left(query, 80) as query
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start < now() - interval '1 second'
    order by 3 desc limit 10`);
  const tables = await client.query(`
    select relname as name, pg_total_relation_size(relid)::float8 as size, n_live_tup::integer as live, n_dead_tup::integer as dead,
      greatest(last_vacuum, last_autovacuum) as vacuumed
    from pg_stat_user_tables where schemaname = 'public' order by 2 desc limit 15`);
  const [row] = hits.rows;
  return [
    section(
      "Database",
      pairs({ "blocks from memory, %": row.hit, deadlocks: row.deadlocks, "spilled to disk": bytes(row.temp) }),
    ),
    section(
      "Transactions over 1 s",
      table(
        ["PID", "STATE", "SECONDS", "WAITS FOR", "QUERY"],
        running.rows.map((r) => [r.pid, r.state, r.seconds, r.waits, r.query]),
      ),
    ),
    section(
      "Largest tables",
      table(
        ["TABLE", "SIZE", "ROWS", "DEAD ROWS", "VACUUMED"],
        tables.rows.map((r) => [r.name, bytes(r.size), r.live, r.dead, r.vacuumed?.toISOString()]),
      ),
    ),
  ].join("\n");
}

export const diagErrors = diagnosis("diag-errors", "prints what fails: bots, jobs, errors, deliveries", [failures]);
export const diagPerformance = diagnosis("diag-performance", "prints what is slow: requests, ingest, database", [
  performanceReport,
  load,
]);
export const diagFull = diagnosis("diag-full", "prints all of it: health, alerts, errors, performance, database", [
  ...[health, machine, alerts, failures, performanceReport, load],
]);
