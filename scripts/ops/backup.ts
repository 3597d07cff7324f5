import { createWriteStream, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { type Env, env } from "@/lib/env";
import { END_OF_TABLE, FORMAT, type Foot, type Head } from "./backup-file";
import { copyOut } from "./copy";
import { withClient } from "./database";
import { type Command, options, Refusal } from "./usage";

/** A table as it is read: `select` has one expression for each column. */
interface Table {
  name: string;
  columns: string[];
  select: string;
}

export const backup: Command = {
  summary: "writes everything that is stored to one file, while Rollcall runs",
  usage: `backup [--to FILE]
  Writes one consistent state of every table to FILE (default: backups/rollcall-TIME.gz in ROLLCALL_DATA_DIR) and prints its
  name. Everything acknowledged before the start is in it. The file holds secrets, hashes of keys and messages: it is made
  readable by you alone; keep it so.`,
  async run(args) {
    const { to } = options(args, { to: { type: "string" } });
    const settings = env();
    const file = resolve(to ?? defaultFile(settings));
    const foot = await backUp(settings, file);
    const rows = Object.values(foot.rows).reduce((sum, n) => sum + n, 0);
    console.error(`${rows} rows of ${Object.keys(foot.rows).length} tables, ${statSync(file).size} bytes:`);
    console.log(file);
    return 0;
  },
};

/** The folder in which backups lie unless another is named. */
export const backupFolder = ({ ROLLCALL_DATA_DIR }: Env) => join(ROLLCALL_DATA_DIR, "backups");

function defaultFile(settings: Env): string {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return join(backupFolder(settings), `rollcall-${time}.gz`);
}

/** Writes the backup; the file has its name once it is whole. */
async function backUp(settings: Env, file: string): Promise<Foot> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.part`;
  const foot: Foot = { rows: {}, sequences: {} };
  try {
    await withClient(settings, async (client) => {
      await client.query("begin isolation level repeatable read read only");
      const content = Readable.from(contentOf(client, foot));
      await pipeline(content, createGzip({ level: 4 }), createWriteStream(draft, { mode: 0o600, flags: "w" }));
      await client.query("commit");
    });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  return foot;
}

/** The text of the backup; fills the foot as it goes. */
async function* contentOf(client: pg.Client, foot: Foot): AsyncGenerator<Buffer> {
  const names = await tableNames(client);
  // What is locked cannot be dropped by retention while it waits for its turn.
  await client.query(`lock table ${names.map(identifier).join(", ")} in access share mode`);
  const tables: Table[] = [];
  for (const name of names) tables.push(await describeTable(client, name));
  yield json(await headOf(client, tables));
  for (const table of tables) {
    yield Buffer.from(`@ ${table.name}\n`);
    foot.rows[table.name] = yield* copyOut(client, `copy (${table.select}) to stdout`);
    yield END_OF_TABLE;
  }
  // After the rows: no row has a number that its sequence has not passed.
  foot.sequences = await sequencesOf(client);
  yield json(foot);
}

async function headOf(client: pg.Client, tables: Table[]): Promise<Head> {
  const migrations = await client.query<{ created_at: string }>(
    "select created_at from drizzle.__drizzle_migrations order by created_at",
  );
  const days = await client.query<{ day: string }>(`
    select to_char(to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD'), 'YYYY-MM-DD') as day
    from pg_inherits where inhparent = 'events'::regclass order by day`);
  return {
    rollcall_backup: FORMAT,
    created_at: new Date().toISOString(),
    migrations: migrations.rows.map((row) => Number(row.created_at)),
    days: days.rows.map(({ day }) => day),
    tables: tables.map(({ name, columns }) => ({ name, columns })),
  };
}

/** Tables in an order in which references find what they name; partitions are read by their parent. */
export async function tableNames(client: pg.Client): Promise<string[]> {
  const tables = await client.query<{ name: string; needs: string[] }>(`
    select c.relname as name, array(
      select f.relname::text from pg_constraint as k join pg_class as f on f.oid = k.confrelid
      where k.conrelid = c.oid and k.contype = 'f' and f.oid <> c.oid
    ) as needs
    from pg_class as c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname`);
  if (tables.rows.length === 0)
    throw new Refusal("There is nothing to back up: no Rollcall has used this database yet.");
  const ordered: string[] = [];
  const add = ({ name, needs }: { name: string; needs: string[] }) => {
    if (ordered.includes(name)) return;
    for (const table of tables.rows) if (needs.includes(table.name)) add(table);
    ordered.push(name);
  };
  tables.rows.forEach(add);
  return ordered;
}

/**
 * How a table is read. Ids of transactions mean nothing in another server, and one above those that it has given out would hide an
 * event from the feed. So events keep their order as places within one transaction, that of the restore; elsewhere a transaction
 * of long ago stands in.
 */
async function describeTable(client: pg.Client, name: string): Promise<Table> {
  const found = await client.query<{ name: string; type: string }>(
    `select attname as name, atttypid::regtype::text as type from pg_attribute
    where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [`public.${identifier(name)}`],
  );
  const isEvents = name === "events";
  const columns = found.rows.filter((column) => !(isEvents && column.name === "xid"));
  const expressions = columns.map((column) => {
    const plain = identifier(column.name);
    if (isEvents && column.name === "seq") return `(row_number() over (order by xid, seq) - 1)::integer as seq`;
    return column.type === "xid8" ? `case when ${plain} is not null then '3'::xid8 end as ${plain}` : plain;
  });
  const order = isEvents ? " order by xid, seq" : "";
  const select = `select ${expressions.join(", ")} from public.${identifier(name)}${order}`;
  return { name, columns: columns.map((column) => column.name), select };
}

async function sequencesOf(client: pg.Client): Promise<Record<string, string>> {
  const sequences = await client.query<{ name: string; last: string | null }>(
    "select sequencename as name, last_value::text as last from pg_sequences where schemaname = 'public'",
  );
  return Object.fromEntries(sequences.rows.flatMap(({ name, last }) => (last === null ? [] : [[name, last]])));
}

/** A name as SQL writes it. */
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;

const json = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`);
