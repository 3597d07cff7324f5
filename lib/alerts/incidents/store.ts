import { and, asc, desc, eq, gte, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { incidentEvents, incidents } from "@/drizzle/schema/alerts";
import { channels, deliveries } from "@/drizzle/schema/notify";
import type { Database } from "../../db/client";
import type { StoredIncident } from "../incident-row";
import type { IncidentPosition } from "./query";

/** Which incidents to read. */
export interface IncidentFilter {
  status?: "firing" | "resolved" | undefined;
  severity?: string | undefined;
  ruleId?: string | undefined;
  subject?: string | undefined;
  botId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  before?: IncidentPosition | undefined;
}

/** Incidents, those that fired last first. */
export async function selectIncidents(db: Database, filter: IncidentFilter, limit: number): Promise<StoredIncident[]> {
  const { status, severity, ruleId, subject, botId, from, to, before } = filter;
  const conditions: (SQL | undefined)[] = [
    status && eq(incidents.status, status),
    severity && eq(incidents.severity, severity),
    ruleId && eq(incidents.ruleId, ruleId),
    subject && eq(incidents.subject, subject),
    botId && sql`${incidents.botIds} @> array[${botId}]::text[]`,
    from && gte(incidents.firedAt, from),
    to && lt(incidents.firedAt, to),
    before &&
      or(
        lt(incidents.firedAt, before.firedAt),
        and(eq(incidents.firedAt, before.firedAt), lt(incidents.id, before.id)),
      ),
  ].map((condition) => condition || undefined);
  const rows = await db
    .select()
    .from(incidents)
    .where(and(...conditions))
    .orderBy(desc(incidents.firedAt), desc(incidents.id))
    .limit(limit);
  return rows as StoredIncident[];
}

export async function selectIncident(db: Database, id: string): Promise<StoredIncident | undefined> {
  const [row] = await db.select().from(incidents).where(eq(incidents.id, id));
  return row as StoredIncident | undefined;
}

/** The incident, held until the transaction ends. */
export async function selectIncidentForUpdate(tx: Database, id: string): Promise<StoredIncident | undefined> {
  const [row] = await tx.select().from(incidents).where(eq(incidents.id, id)).for("update");
  return row as StoredIncident | undefined;
}

/** Incidents of an outside source by their dedup keys, held until the transaction ends. */
export async function selectByKeysForUpdate(tx: Database, keys: readonly string[]): Promise<StoredIncident[]> {
  const rows = await tx
    .select()
    .from(incidents)
    .where(inArray(incidents.dedupKey, [...keys]))
    .orderBy(asc(incidents.id))
    .for("update");
  return rows as StoredIncident[];
}

/** Those of these groups of which an incident still fires. */
export async function selectOpenGroups(
  tx: Database,
  groupKeys: readonly (string | null)[],
): Promise<Set<string | null>> {
  const asked = groupKeys.filter((key) => key !== null);
  if (asked.length === 0) return new Set();
  const rows = await tx
    .select({ groupKey: incidents.groupKey })
    .from(incidents)
    .where(and(eq(incidents.status, "firing"), inArray(incidents.groupKey, asked)));
  return new Set(rows.map(({ groupKey }) => groupKey));
}

/** How many incidents fire by severity, and how many of them nobody has taken on and nothing mutes. */
export async function countFiring(db: Database): Promise<Record<"firing" | "open", Record<string, number>>> {
  const isOpen = sql`${incidents.acknowledgedAt} is null and ${incidents.mutedBy} is null`;
  const rows = await db
    .select({
      severity: incidents.severity,
      firing: sql`count(*)`.mapWith(Number),
      open: sql`count(*) filter (where ${isOpen})`.mapWith(Number),
    })
    .from(incidents)
    .where(eq(incidents.status, "firing"))
    .groupBy(incidents.severity);
  return {
    firing: Object.fromEntries(rows.map(({ severity, firing }) => [severity, firing])),
    open: Object.fromEntries(rows.filter(({ open }) => open > 0).map(({ severity, open }) => [severity, open])),
  };
}

/** What happened to an incident, in order. */
export async function selectTimeline(db: Database, incidentId: string) {
  return await db
    .select()
    .from(incidentEvents)
    .where(eq(incidentEvents.incidentId, incidentId))
    .orderBy(asc(incidentEvents.id))
    .limit(1000);
}

/** Deliveries of an incident, oldest first, with the names of their channels. */
export async function selectDeliveriesOf(db: Database, incidentId: string) {
  return await db
    .select({ delivery: deliveries, channelName: channels.name })
    .from(deliveries)
    .leftJoin(channels, eq(channels.id, deliveries.channelId))
    .where(eq(deliveries.incidentId, incidentId))
    .orderBy(asc(deliveries.createdAt), asc(deliveries.id))
    .limit(200);
}

/** What incidents of a span came to. Times in seconds; null where there is nothing to take the mean of. */
export interface IncidentFigures {
  incidents: number;
  firing: number;
  detectionSeconds: number | null;
  acknowledgementSeconds: number | null;
  resolutionSeconds: number | null;
  truePositives: number;
  falsePositives: number;
}

export async function selectIncidentFigures(db: Database, from: Date, to: Date): Promise<IncidentFigures> {
  const { rows } = await db.execute<IncidentFigures & Record<string, unknown>>(sql`
    select count(*)::float8 as incidents, (count(*) filter (where status = 'firing'))::float8 as firing,
      avg(extract(epoch from fired_at - started_at))::float8 as "detectionSeconds",
      avg(extract(epoch from acknowledged_at - fired_at))::float8 as "acknowledgementSeconds",
      avg(extract(epoch from resolved_at - fired_at))::float8 as "resolutionSeconds",
      (count(*) filter (where verdict = 'true_positive'))::float8 as "truePositives",
      (count(*) filter (where verdict = 'false_positive'))::float8 as "falsePositives"
    from incidents where fired_at >= ${from.toISOString()}::timestamptz and fired_at < ${to.toISOString()}::timestamptz`);
  return rows[0]!;
}
