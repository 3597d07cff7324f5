import { sql } from "drizzle-orm";
import type { Database } from "../../db/client";

/** What the database tells of itself and of what it holds. */
export interface DatabaseFigures {
  connections: number;
  maxConnections: number;
  sizeBytes: number;
  /** Deltas that are not folded yet. */
  deltas: number;
  /** Firing now. */
  incidents: { severity: string; n: number }[];
  /** Deliveries that wait to be sent. */
  deliveries: number;
}

export async function selectDatabaseFigures(db: Database): Promise<DatabaseFigures> {
  const answer = await db.execute<DatabaseFigures & Record<string, unknown>>(sql`
    select (select count(*) from pg_stat_activity where datname = current_database())::float8 as connections,
      current_setting('max_connections')::float8 as "maxConnections",
      pg_database_size(current_database())::float8 as "sizeBytes",
      (select count(*) from rollup_deltas)::float8 as deltas,
      (select coalesce(json_agg(json_build_object('severity', severity, 'n', n)), '[]') from (
        select severity, count(*) as n from incidents where status = 'firing' group by 1
      ) as firing) as incidents,
      (select count(*) from deliveries where status = 'pending')::float8 as deliveries`);
  return answer.rows[0]!;
}

/** Incidents that fire, by weight; null where no alerts were evaluated since an instant. */
export async function selectFiring(db: Database, since: Date): Promise<{ critical: number; others: number } | null> {
  const answer = await db.execute<{ ticked: boolean; critical: number; others: number }>(sql`
    select exists (select from alert_clock where ticked_at >= ${since.toISOString()}::timestamptz) as ticked,
      count(*) filter (where severity = 'critical')::float8 as critical,
      count(*) filter (where severity <> 'critical')::float8 as others
    from incidents where status = 'firing'`);
  const { ticked, ...firing } = answer.rows[0]!;
  return ticked ? firing : null;
}
