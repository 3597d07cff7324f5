import { drizzle } from "drizzle-orm/node-postgres";
import type pg from "pg";
import { isUnavailable } from "@/lib/db/errors";
import { mostConnections } from "@/lib/db/pool";
import { isMigrated } from "@/lib/db/schema-version";
import { withClient } from "../database";
import { type Check, type CheckContext, Fault } from "./check";

const OLDEST_VERSION = 150_000;
const SPARE_CONNECTIONS = 5;
const TICK_MINUTES = 3;
const MOST_DELTAS = 500_000;

/** It answers, keeps what it acknowledges, and has connections to spare. */
export const database: Check = (context) =>
  asking(context, async (client) => {
    const { rows } = await client.query(`
      select current_setting('server_version') as version, current_setting('server_version_num')::integer as number,
        pg_is_in_recovery() as standby, current_setting('max_connections')::integer as connections,
        array(select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off') as unsafe`);
    const { version, number, standby, connections, unsafe } = rows[0];
    if (number < OLDEST_VERSION) throw new Fault(`PostgreSQL is ${version}.`, "Use 15 or newer.");
    if (standby)
      throw new Fault("The database is a standby: nothing can be written.", "Name the primary in DATABASE_URL.");
    if (unsafe.length > 0)
      throw new Fault(
        `${unsafe.join(", ")} is off: a crash loses what was acknowledged.`,
        "Switch it on in postgresql.conf.",
      );
    const most = mostConnections(context.env.DATABASE_POOL_MAX);
    if (connections < most + SPARE_CONNECTIONS)
      throw new Fault(
        `PostgreSQL allows ${connections} connections; each Rollcall may take ${most}.`,
        "Raise max_connections, or lower DATABASE_POOL_MAX.",
      );
    return `PostgreSQL ${version}, ${connections} connections`;
  });

/** Every migration is applied, and events of today and tomorrow have a partition. */
export const schema: Check = (context) =>
  asking(context, async (client) => {
    if (!(await isMigrated(drizzle({ client }))))
      throw new Fault("Migrations are missing.", "Start Rollcall: it applies them.");
    const { rows } = await client.query(`
      select to_char(day, 'YYYY-MM-DD') as day from generate_series((now() at time zone 'utc')::date, (now() at time zone 'utc')::date + 1, interval '1 day') as day
      where to_regclass('events_p' || to_char(day, 'YYYYMMDD')) is null`);
    if (rows.length > 0)
      throw new Fault(
        `Events of ${rows.map(({ day }) => day).join(" and ")} have no partition.`,
        "Does retention run? See SCHEDULER; make them by: npm run ops -- prod-optimize --apply",
      );
    return "up to date, partitions ahead";
  });

/** Somebody folds rollups and evaluates alerts. */
export const background: Check = (context) =>
  asking(context, async (client) => {
    const remedy =
      context.env.SCHEDULER === "off"
        ? "SCHEDULER is off: have a cron call /api/cron/alerts and /api/cron/rollups each minute, /api/cron/retention each day."
        : "The scheduler runs within Rollcall: is it started? Its log says what fails.";
    const ticks = await client.query(
      "select round(extract(epoch from now() - ticked_at))::integer as seconds from alert_clock",
    );
    const seconds = ticks.rows[0]?.seconds ?? null;
    if (seconds === null) throw new Fault("Alerts were never evaluated.", remedy);
    if (seconds > TICK_MINUTES * 60) throw new Fault(`Alerts were last evaluated ${seconds} s ago.`, remedy);
    const deltas = await client.query("select count(*)::integer as n from (select from rollup_deltas limit $1) as d", [
      MOST_DELTAS,
    ]);
    if (deltas.rows[0].n >= MOST_DELTAS)
      throw new Fault("Rollups are not folded: over half a million deltas wait.", remedy);
    return `alerts evaluated ${seconds} s ago, ${deltas.rows[0].n} deltas wait`;
  });

async function asking(context: CheckContext, ask: (client: pg.Client) => Promise<string>): Promise<string> {
  try {
    return await withClient(context.env, ask);
  } catch (error) {
    if (isUnavailable(error)) throw new Fault("The database cannot be reached.", "Does it run? Is DATABASE_URL right?");
    const code = (error as { code?: string }).code;
    if (code === "42P01") throw new Fault("Tables are missing.", "Start Rollcall: it makes them.");
    if (code?.startsWith("28") || code === "3D000")
      throw new Fault(
        `The database refuses: ${(error as Error).message}`,
        "Are user, password and database in DATABASE_URL right?",
      );
    throw error;
  }
}
