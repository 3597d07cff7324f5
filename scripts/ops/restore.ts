import { cpSync, createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createGunzip } from "node:zlib";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { migrate } from "@/lib/db/migrate";
import { env } from "@/lib/env";
import { identifier, tableNames } from "./backup";
import { BackupReader, footSchema, type Head, headSchema } from "./backup-file";
import { copyIn } from "./copy";
import { withClient } from "./database";
import { type Command, Refusal, UsageError, words } from "./usage";

const MIGRATIONS = "drizzle/migrations";
/** What a Rollcall that was only started has stored already: the backup's take its place. */
const SEEDED = ["settings", "alert_rules", "alert_states", "alert_clock", "retention_log"];

interface Journal {
  entries: { when: number }[];
}

export const restore: Command = {
  summary: "fills an empty database with a backup",
  usage: `restore FILE
  Fills the database of the environment, which must hold nothing yet, with the backup: all of it or, where something is wrong,
  nothing. A backup of an older Rollcall is brought up to date; one of a newer Rollcall is refused. Stop Rollcall before.`,
  async run(args) {
    const { positionals } = words(args, {});
    const [file, ...more] = positionals;
    if (!file || more.length > 0) throw new UsageError("Name one backup.");
    if (!existsSync(file)) throw new Refusal(`There is no file ${resolve(file)}.`);
    const rows = await withClient(env(), async (client, { url, isShared }) => {
      if (isShared || (await isInUse(client)))
        throw new Refusal("Rollcall runs on this database. Stop it, then restore.");
      return restoreFrom(file, client, url);
    });
    console.log(
      `Restored ${rows} rows. Start Rollcall: followers of the feed begin anew, keys and sessions are as they were.`,
    );
    return 0;
  },
};

async function isInUse(client: pg.Client): Promise<boolean> {
  const others = await client.query(
    "select from pg_stat_activity where datname = current_database() and application_name = 'rollcall' limit 1",
  );
  return others.rowCount !== 0;
}

/** @returns how many rows were restored */
async function restoreFrom(file: string, client: pg.Client, url: string): Promise<number> {
  const raw = createReadStream(file);
  const text = raw.pipe(createGunzip());
  raw.once("error", (error) => text.destroy(error));
  try {
    const reader = new BackupReader(text);
    const head = await readHead(reader);
    await migrateTo(head, client, url);
    await client.query("begin");
    const rows = await fill(client, reader, head);
    await client.query("commit");
    await migrateAll(url);
    return rows;
  } finally {
    raw.destroy();
  }
}

async function readHead(reader: BackupReader): Promise<Head> {
  try {
    return headSchema.parse(JSON.parse(await reader.line()));
  } catch (error) {
    throw new Refusal("This is no backup of Rollcall, or it is damaged.", { cause: error });
  }
}

/** Makes the tables as they were when the backup was made. */
async function migrateTo(head: Head, client: pg.Client, url: string): Promise<void> {
  const applied = await appliedMigrations(client);
  if (applied.length > 0) {
    if (String(applied) === String(head.migrations)) return;
    throw new Refusal(
      "The database has tables of another version of Rollcall than the backup. Restore into a database without tables " +
        "(create database …, or a new ROLLCALL_DATA_DIR): they are made as the backup needs them.",
    );
  }
  const journal: Journal = JSON.parse(readFileSync(join(MIGRATIONS, "meta", "_journal.json"), "utf8"));
  const entries = journal.entries.filter(({ when }) => head.migrations.includes(when));
  if (entries.length !== head.migrations.length)
    throw new Refusal(
      "The backup is of a newer Rollcall, or of a changed one. Restore it with the version that made it.",
    );
  const folder = mkdtempSync(join(tmpdir(), "rollcall-migrations-"));
  try {
    cpSync(MIGRATIONS, folder, { recursive: true });
    writeFileSync(join(folder, "meta", "_journal.json"), JSON.stringify({ ...journal, entries }));
    await migrateWith(url, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function appliedMigrations(client: pg.Client): Promise<number[]> {
  const made = await client.query("select to_regclass('drizzle.__drizzle_migrations') is not null as is_made");
  if (!made.rows[0].is_made) return [];
  const applied = await client.query("select created_at from drizzle.__drizzle_migrations order by created_at");
  return applied.rows.map((row) => Number(row.created_at));
}

/** Copies every table of the backup into its empty one, within the client's transaction. */
async function fill(client: pg.Client, reader: BackupReader, head: Head): Promise<number> {
  await client.query("select pg_advisory_xact_lock(hashtext('rollcall.migrate'))");
  await empty(client);
  for (const day of head.days) await client.query("select ensure_event_partitions($1::date, $1::date)", [day]);
  const rows: Record<string, number> = {};
  for (const { name, columns } of head.tables) {
    if ((await reader.line()) !== `@ ${name}`) throw new Refusal(`The backup is damaged before the table ${name}.`);
    const into = `public.${identifier(name)} (${columns.map(identifier).join(", ")})`;
    rows[name] = await copyIn(client, `copy ${into} from stdin`, reader.rows());
  }
  const foot = footSchema.parse(JSON.parse(await reader.line()));
  for (const [name, count] of Object.entries(foot.rows))
    if (rows[name] !== count) throw new Refusal(`The backup is damaged: ${name} has ${rows[name]} of ${count} rows.`);
  for (const [name, last] of Object.entries(foot.sequences))
    await client.query("select setval($1::regclass, $2::bigint)", [`public.${identifier(name)}`, last]);
  await noteRestore(client);
  return Object.values(rows).reduce((sum, n) => sum + n, 0);
}

/** Takes away what a start of Rollcall left. @throws Refusal where there is more */
async function empty(client: pg.Client): Promise<void> {
  const names = await tableNames(client);
  await client.query(`lock table ${names.map(identifier).join(", ")} in share row exclusive mode`);
  for (const name of names.filter((name) => !SEEDED.includes(name))) {
    const { rowCount } = await client.query(`select from public.${identifier(name)} limit 1`);
    if (rowCount !== 0)
      throw new Refusal(
        `The database is not empty: ${name} has rows. Restore into an empty one: create database …, or a new ROLLCALL_DATA_DIR.`,
      );
  }
  for (const name of names.filter((name) => SEEDED.includes(name)))
    await client.query(`delete from public.${identifier(name)}`);
}

/** The feed goes by this to tell the cursors of the server before from its own. */
async function noteRestore(client: pg.Client): Promise<void> {
  await client.query(
    `insert into settings (name, value)
    values ('feed_restored', pg_current_xact_id()::text || '.' || floor(extract(epoch from clock_timestamp()) * 1000)::bigint)
    on conflict (name) do update set value = excluded.value`,
  );
}

const migrateAll = (url: string) => migrateWith(url, MIGRATIONS);

async function migrateWith(url: string, folder: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on("error", () => {});
  try {
    await migrate(drizzle({ client: pool }), resolve(folder));
  } finally {
    await pool.end();
  }
}
