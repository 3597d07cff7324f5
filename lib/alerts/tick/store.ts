import { and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { alertClock, alertStates, incidentEvents, incidents, silences } from "@/drizzle/schema/alerts";
import { bots } from "@/drizzle/schema/bots";
import { events } from "@/drizzle/schema/events";
import type { Database } from "../../db/client";
import type { AlertState } from "../evaluate";
import type { StoredIncident } from "../incident-row";
import type { Matcher, Recurrence, Silence } from "../silence";
import type { StoredAlert } from "./plan";

/** Rows of one statement: PostgreSQL takes 65,535 parameters. */
const CHUNK = 1000;

/** The tick before, in epoch ms. */
export interface Clock {
  tickedAt: number;
  listeningSince: number;
}

export async function selectClock(db: Database): Promise<Clock> {
  const [row] = await db.select().from(alertClock).where(eq(alertClock.id, 1));
  return { tickedAt: row!.tickedAt.getTime(), listeningSince: row!.listeningSince.getTime() };
}

/** When the last tick was, how long it took, and what it found; for those who want to know whether alerts are evaluated. */
export async function selectLastTick(db: Database): Promise<{ tickedAt: Date; tookMs: number | null } | undefined> {
  const [row] = await db.select().from(alertClock).where(eq(alertClock.id, 1));
  return row;
}

/** Claims the tick after `seen`. @returns false where somebody else has it */
export async function claimTick(tx: Database, seen: Clock, next: Clock): Promise<boolean> {
  const rows = await tx
    .update(alertClock)
    .set({ tickedAt: new Date(next.tickedAt), listeningSince: new Date(next.listeningSince) })
    .where(and(eq(alertClock.id, 1), eq(alertClock.tickedAt, new Date(seen.tickedAt))))
    .returning({ id: alertClock.id });
  return rows.length > 0;
}

export async function noteTick(tx: Database, tookMs: number, found: Record<string, number>): Promise<void> {
  await tx.update(alertClock).set({ tookMs, found }).where(eq(alertClock.id, 1));
}

/** Every alert that is not inactive. */
export async function selectAlerts(tx: Database): Promise<StoredAlert[]> {
  const rows = await tx.select().from(alertStates);
  return rows.map(({ ruleId, subject, status, reason, since, evaluatedAt, value, incidentId }) => ({
    ...{ ruleId, subject, value, incidentId },
    state: {
      status: status as AlertState["status"],
      reason: reason as AlertState["reason"],
      since: since.getTime(),
      evaluatedAt: evaluatedAt.getTime(),
    },
  }));
}

export async function upsertAlerts(tx: Database, alerts: readonly StoredAlert[]): Promise<void> {
  for (const chunk of chunksOf(alerts)) {
    const rows = chunk.map(({ ruleId, subject, state, value, incidentId }) => ({
      ...{ ruleId, subject, value, incidentId, status: state.status, reason: state.reason },
      ...{ since: new Date(state.since), evaluatedAt: new Date(state.evaluatedAt) },
    }));
    await tx
      .insert(alertStates)
      .values(rows)
      .onConflictDoUpdate({
        target: [alertStates.ruleId, alertStates.subject],
        set: {
          status: sql`excluded.status`,
          reason: sql`excluded.reason`,
          since: sql`excluded.since`,
          evaluatedAt: sql`excluded.evaluated_at`,
          value: sql`excluded.value`,
          incidentId: sql`excluded.incident_id`,
        },
      });
  }
}

export async function deleteAlerts(
  tx: Database,
  alerts: readonly Pick<StoredAlert, "ruleId" | "subject">[],
): Promise<void> {
  for (const chunk of chunksOf(alerts)) {
    await tx.execute(sql`
      delete from alert_states as s using unnest(
        ${sql.param(chunk.map(({ ruleId }) => ruleId))}::text[], ${sql.param(chunk.map(({ subject }) => subject))}::text[]
      ) as gone (rule_id, subject)
      where s.rule_id = gone.rule_id and s.subject = gone.subject`);
  }
}

/** Alerts of incidents that an operator or a change of rules ended. */
export async function deleteAlertsOf(tx: Database, incidentIds: readonly string[]): Promise<void> {
  if (incidentIds.length > 0) await tx.delete(alertStates).where(inArray(alertStates.incidentId, [...incidentIds]));
}

export async function selectPausedBots(tx: Database): Promise<Set<string>> {
  const rows = await tx.select({ id: bots.id }).from(bots).where(isNotNull(bots.pausedAt));
  return new Set(rows.map(({ id }) => id));
}

/** How many bots are not paused. */
export async function countWatchedBots(db: Database): Promise<number> {
  return await db.$count(bots, isNull(bots.pausedAt));
}

/** Silences and maintenance windows that have begun and not ended; those that return may be between two times. */
export async function selectCurrentSilences(tx: Database, now: Date): Promise<Silence[]> {
  const rows = await tx
    .select()
    .from(silences)
    .where(and(sql`${silences.startsAt} <= ${now.toISOString()}`, sql`${silences.endsAt} > ${now.toISOString()}`));
  return rows.map(({ id, matcher, startsAt, endsAt, recurrence }) => ({
    ...{ id, startsAt, endsAt, matcher: matcher as Matcher, recurrence: recurrence as Recurrence | null },
  }));
}

/** Incidents that fire, each held until the transaction ends. */
export async function selectFiringForUpdate(tx: Database): Promise<StoredIncident[]> {
  return (await tx.select().from(incidents).where(eq(incidents.status, "firing")).for("update")) as StoredIncident[];
}

export async function insertIncidents(tx: Database, rows: readonly StoredIncident[]): Promise<void> {
  for (const chunk of chunksOf(rows)) await tx.insert(incidents).values([...chunk]);
}

/** Adds incidents whose dedup key is not known yet. @returns the keys of those that were added */
export async function insertUnknownIncidents(tx: Database, rows: readonly StoredIncident[]): Promise<Set<string>> {
  const added = new Set<string>();
  // In one order for all, so that two payloads never wait for each other in a circle.
  const sorted = [...rows].sort((a, b) => (a.dedupKey < b.dedupKey ? -1 : 1));
  for (const chunk of chunksOf(sorted)) {
    const target = incidents.dedupKey;
    const answer = await tx
      .insert(incidents)
      .values([...chunk])
      .onConflictDoNothing({ target })
      .returning({ target });
    for (const row of answer) added.add(row.target);
  }
  return added;
}

/** Writes what may change of incidents. */
export async function updateIncidents(tx: Database, rows: readonly StoredIncident[]): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    await tx.execute(sql`
      update incidents as i set
        status = s.status, worst_value = s."worstValue", told_at = s."toldAt", muted_by = s."mutedBy", group_key = s."groupKey",
        escalated_steps = s."escalatedSteps", resolved_at = s."resolvedAt", resolved_by = s."resolvedBy",
        acknowledged_at = s."acknowledgedAt", acknowledged_by = s."acknowledgedBy", verdict = s.verdict
      from jsonb_to_recordset(${JSON.stringify(chunk)}::jsonb) as s (
        id text, status text, "worstValue" float8, "toldAt" timestamptz, "mutedBy" text, "groupKey" text,
        "escalatedSteps" integer, "resolvedAt" timestamptz, "resolvedBy" text,
        "acknowledgedAt" timestamptz, "acknowledgedBy" text, verdict text
      )
      where i.id = s.id`);
  }
}

/** An entry of an incident's timeline. */
export type NewIncidentEvent = typeof incidentEvents.$inferInsert;

export async function insertIncidentEvents(tx: Database, rows: readonly NewIncidentEvent[]): Promise<void> {
  for (const chunk of chunksOf(rows)) await tx.insert(incidentEvents).values([...chunk]);
}

/** What the feed is told of an incident. */
export interface Announcement {
  botId: string;
  data: Record<string, unknown>;
}

/** Adds `alert.changed` to the log of events, where every reader of the feed finds it in its order. A transaction does so once. */
export async function insertAnnouncements(tx: Database, told: readonly Announcement[], now: Date): Promise<void> {
  if (told.length === 0) return;
  const day = now.toISOString().slice(0, 10);
  await tx.execute(sql`select ensure_event_partitions(${day}::date, ${day}::date)`);
  const rows = told.map(({ botId, data }, seq) => ({
    ...{ botId, eventId: `alert~${crypto.randomUUID()}`, type: "alert.changed", channel: "alerts", seq, data },
    ...{ time: now, receivedAt: now },
  }));
  for (const chunk of chunksOf(rows)) await tx.insert(events).values([...chunk]);
}

function* chunksOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += CHUNK) yield rows.slice(at, at + CHUNK);
}
