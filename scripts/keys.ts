// The command line of API keys: npm run keys -- create --name NAME --scope SCOPE | list | revoke ID
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createKey, listKeys, revokeKey } from "@/lib/access/keys";
import { SCOPES, type Scope } from "@/lib/access/scope";
import type { KeyPosition, StoredKey } from "@/lib/access/store";
import { type Connection, connect, type Database } from "@/lib/db/client";
import { attachEmbedded } from "@/lib/db/embedded-attach";
import { DataDirectoryInUse } from "@/lib/db/embedded-owner";
import { isUnavailable } from "@/lib/db/errors";
import { migrate } from "@/lib/db/migrate";
import { isMigrated } from "@/lib/db/schema-version";
import { type Env, env } from "@/lib/env";

const USAGE = `Usage:
  npm run keys -- create --name NAME --scope ${SCOPES.join("|")}   prints a new key, this once
  npm run keys -- list                                      every key, newest first
  npm run keys -- revoke ID                                 ends a key within 5 seconds`;

const COMMAND_LINE = { kind: "system" as const, id: "command line", name: "command line" };
const TRIES = 40;
const PAUSE_MS = 250;

/** What was asked for is wrong; the message says how it is done. */
class UsageError extends Error {}

interface Command {
  run: (db: Database) => Promise<void>;
  /** Whether there have to be keys already: where there is no database, none is made for it. */
  ofKnown?: boolean;
}

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  if (!command) return console.log(USAGE);
  const settings = env();
  if (command.ofKnown && isEmbedded(settings) && !existsSync(join(settings.ROLLCALL_DATA_DIR, "postgres"))) {
    throw new Error(`There is no database in ${settings.ROLLCALL_DATA_DIR}. Is ROLLCALL_DATA_DIR right?`);
  }
  for (let tries = 1; ; tries++) {
    try {
      return await run(command.run, settings);
    } catch (error) {
      if (tries === TRIES || !isPassing(error, settings)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** The embedded server is being started or stopped by whoever has it: it will be there, or free, in a moment. */
function isPassing(error: unknown, settings: Env): boolean {
  return isEmbedded(settings) && (error instanceof DataDirectoryInUse || isUnavailable(error));
}

const isEmbedded = (settings: Env) => !settings.DATABASE_URL && !settings.POSTGRES_URL;

async function run(command: (db: Database) => Promise<void>, settings: Env): Promise<void> {
  const connection = await open(settings);
  try {
    if (!(await isMigrated(connection.db))) await migrate(connection.upkeep, "drizzle/migrations");
    await command(connection.db);
  } finally {
    await connection.close();
  }
}

/** Opens the database; where a Rollcall runs on the embedded one, joins it instead of starting another. */
async function open(settings: Env): Promise<Connection> {
  try {
    return await connect(settings);
  } catch (error) {
    const url = error instanceof DataDirectoryInUse ? attachEmbedded(settings.ROLLCALL_DATA_DIR) : undefined;
    if (!url) throw error;
    return connect({ ...settings, DATABASE_URL: url });
  }
}

/** What was asked for; undefined for help. */
function parseCommand(args: string[]): Command | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { name: { type: "string" }, scope: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return undefined;
  const [verb, id, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError("Too many words: put a name with spaces in quotes.");
  if (verb === "create" && !id) return { run: create(values.name, values.scope) };
  if (verb === "list" && !id) return { run: list, ofKnown: true };
  if (verb === "revoke" && id) return { run: (db) => revoke(db, id), ofKnown: true };
  throw new UsageError("Say create, list or revoke.");
}

function create(givenName: string | undefined, scope: string | undefined): (db: Database) => Promise<void> {
  const name = givenName?.trim();
  if (!name || name.length > 200) throw new UsageError("Give the key a name of 1 to 200 characters: --name NAME");
  if (!isScope(scope)) throw new UsageError(`Give the key a scope: --scope ${SCOPES.join("|")}`);
  return async (db) => {
    const context = { db, env: env(), now: new Date(), actor: COMMAND_LINE };
    const { key, token } = await createKey(context, { name, scope });
    console.error(`Key ${key.id} (${scope}) for "${name}". It is shown this once:`);
    console.log(token);
  };
}

async function list(db: Database): Promise<void> {
  let after: KeyPosition | undefined;
  console.log(["ID", "SCOPE", "PREFIX", "CREATED", "LAST USED", "REVOKED", "NAME"].join("\t"));
  do {
    const page = await listKeys({ db }, { limit: 200, ...(after && { after }) });
    for (const key of page.keys) console.log(line(key));
    after = page.next ?? undefined;
  } while (after);
}

function line(key: StoredKey): string {
  const instants = [key.createdAt, key.lastUsedAt, key.revokedAt].map((instant) => instant?.toISOString() ?? "-");
  // A name is whatever somebody typed: nothing in it may steer the terminal.
  return [key.id, key.scope, key.prefix, ...instants, key.name.replace(/\p{Cc}/gu, " ")].join("\t");
}

async function revoke(db: Database, id: string): Promise<void> {
  const key = await revokeKey({ db, now: new Date(), actor: COMMAND_LINE }, id);
  if (!key) throw new Error(`There is no key ${id}, or it is revoked already. "npm run keys -- list" shows them all.`);
  console.error(`Key ${key.id} ("${key.name}") is revoked.`);
}

const isScope = (scope: string | undefined): scope is Scope => SCOPES.some((known) => known === scope);

main().catch((error: unknown) => {
  const isMisuse = error instanceof UsageError || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
  console.error(isUnavailable(error) ? "The database cannot be reached. Is DATABASE_URL right?" : reasonOf(error));
  if (isMisuse) console.error(USAGE);
  process.exitCode = isMisuse ? 2 : 1;
});

/** The innermost cause: that of a failed query, not the query. */
function reasonOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}
