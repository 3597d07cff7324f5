import { totalmem } from "node:os";
import type pg from "pg";
import { mostConnections } from "@/lib/db/pool";
import { type Env, env } from "@/lib/env";
import { identifier, tableNames } from "./backup";
import { withClient } from "./database";
import { bytes, section, table } from "./print";
import { type Command, options } from "./usage";

const MB = 2 ** 20;
const DAYS_AHEAD = 3;
const DEAD_SHARE = 0.2;
const DEAD_ROWS = 10_000;
const SMALL_INDEX_BYTES = 10 * MB;

export const prodOptimize: Command = {
  summary: "shows what would make the database faster; --apply does what needs no restart",
  usage: `prod-optimize [--apply]
  Looks at PostgreSQL's settings, at tables with many dead rows, at indexes that nothing uses, at partitions ahead, and at the size
  of the pool. --apply makes partitions, vacuums what needs it and analyses every table, while Rollcall runs; settings are
  yours to change.`,
  async run(args) {
    const { apply } = options(args, { apply: { type: "boolean" } });
    const settings = env();
    await withClient(settings, async (client) => {
      console.log(section("Settings", await settingsReport(client)));
      console.log(section("Pool", await poolReport(client, settings)));
      const untidy = await untidyTables(client);
      console.log(
        section(
          "Tables with many dead rows",
          table(
            ["TABLE", "ROWS", "DEAD ROWS"],
            untidy.map((t) => [t.name, t.live, t.dead]),
          ),
        ),
      );
      console.log(section("Large indexes that nothing has used", await idleIndexes(client)));
      const missing = await missingPartitions(client);
      console.log(
        section(`Days without a partition, up to ${DAYS_AHEAD} ahead`, missing.map((day) => `  ${day}`).join("\n")),
      );
      if (apply) await applyAll(client, { untidy: untidy.map(({ name }) => name), missing });
      else console.log("Nothing was changed. --apply makes the partitions, vacuums those tables, and analyses all.");
    });
    return 0;
  },
};

interface Advice {
  name: string;
  /** What it should be at least or, of a cost, at most; in its own unit. */
  wanted: (machineBytes: number) => number;
  isFine: (value: number, wanted: number) => boolean;
  unit: "bytes" | "number" | "seconds";
  why: string;
}

const atLeast = (value: number, wanted: number) => value >= wanted;
const ADVICE: Advice[] = [
  {
    name: "shared_buffers",
    wanted: (m) => Math.min(m / 8, 8192 * MB),
    isFine: atLeast,
    unit: "bytes",
    why: "rollups stay in memory",
  },
  {
    name: "effective_cache_size",
    wanted: (m) => m / 3,
    isFine: atLeast,
    unit: "bytes",
    why: "plans trust the file cache",
  },
  { name: "work_mem", wanted: () => 8 * MB, isFine: atLeast, unit: "bytes", why: "percentiles sort in memory" },
  {
    name: "max_wal_size",
    wanted: () => 2048 * MB,
    isFine: atLeast,
    unit: "bytes",
    why: "fewer checkpoints under load",
  },
  { name: "checkpoint_timeout", wanted: () => 600, isFine: atLeast, unit: "seconds", why: "fewer checkpoints" },
  { name: "random_page_cost", wanted: () => 1.5, isFine: (v, w) => v <= w, unit: "number", why: "disks without heads" },
];

/** Advice goes by the memory of this machine; where PostgreSQL has another, by that. */
async function settingsReport(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string; setting: string; unit: string | null }>(
    "select name, setting, unit from pg_settings where name = any($1)",
    [ADVICE.map(({ name }) => name)],
  );
  const lines = ADVICE.map(({ name, wanted, isFine, unit, why }) => {
    const found = rows.find((row) => row.name === name)!;
    const value =
      Number(found.setting) *
      (unit === "bytes" ? (found.unit === "8kB" ? 8192 : 1024 ** (found.unit === "MB" ? 2 : 1)) : 1);
    const goal = wanted(totalmem());
    const text = (n: number) => (unit === "bytes" ? bytes(n) : unit === "seconds" ? `${n} s` : String(n));
    return [name, text(value), isFine(value, goal) ? "fine" : `better ${text(goal)}`, why];
  });
  return table(["SETTING", "IS", "ADVICE", "WHY"], lines);
}

async function poolReport(client: pg.Client, { DATABASE_POOL_MAX: pool }: Env): Promise<string> {
  const { rows } = await client.query<{ allowed: number }>(
    "select current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer as allowed",
  );
  const instances = Math.floor(rows[0]!.allowed / mostConnections(pool));
  return `  DATABASE_POOL_MAX is ${pool}: PostgreSQL has connections for ${instances} Rollcalls of that size. More than 4 a core of the database brings nothing.`;
}

async function untidyTables(client: pg.Client): Promise<{ name: string; live: number; dead: number }[]> {
  const { rows } = await client.query(
    `select relname as name, n_live_tup::integer as live, n_dead_tup::integer as dead from pg_stat_user_tables
    where schemaname = 'public' and n_dead_tup > $1 and n_dead_tup > $2::float8 * n_live_tup order by n_dead_tup desc`,
    [DEAD_ROWS, DEAD_SHARE],
  );
  return rows;
}

async function idleIndexes(client: pg.Client): Promise<string> {
  const { rows } = await client.query(
    `select s.indexrelname as name, s.relname as of, pg_relation_size(s.indexrelid)::float8 as size
    from pg_stat_user_indexes as s join pg_index as i using (indexrelid)
    where s.schemaname = 'public' and s.idx_scan = 0 and not i.indisunique and pg_relation_size(s.indexrelid) > $1 order by 3 desc limit 20`,
    [SMALL_INDEX_BYTES],
  );
  return table(
    ["INDEX", "TABLE", "SIZE"],
    rows.map((row) => [row.name, row.of, bytes(row.size)]),
  );
}

async function missingPartitions(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ day: string }>(
    `select to_char(day, 'YYYY-MM-DD') as day
    from generate_series((now() at time zone 'utc')::date, (now() at time zone 'utc')::date + $1::integer, interval '1 day') as day
    where to_regclass('events_p' || to_char(day, 'YYYYMMDD')) is null`,
    [DAYS_AHEAD],
  );
  return rows.map(({ day }) => day);
}

async function applyAll(
  client: pg.Client,
  { untidy, missing }: { untidy: string[]; missing: string[] },
): Promise<void> {
  for (const day of missing) await client.query("select ensure_event_partitions($1::date, $1::date)", [day]);
  for (const name of untidy) await client.query(`vacuum public.${identifier(name)}`);
  const names = await tableNames(client);
  for (const name of names) await client.query(`analyze public.${identifier(name)}`);
  console.log(`Made ${missing.length} partitions, vacuumed ${untidy.length} tables, analysed ${names.length}.`);
}
