import { z } from "zod";
import { recordAudit } from "../access/audit";
import type { Principal } from "../access/scope";
import type { Database } from "../db/client";
import { conflict, notFound } from "../http/problem";
import { queueNotices } from "../notify/outbox";
import type { INCIDENT_EVENT_KINDS, Incident, IncidentDetail } from "./incident";
import { incidentView, type StoredIncident } from "./incident-row";
import { type IncidentChange, type IncidentPosition, type IncidentQuery, incidentPosition } from "./incidents/query";
import {
  countFiring,
  selectDeliveriesOf,
  selectIncident,
  selectIncidentFigures,
  selectIncidentForUpdate,
  selectIncidents,
  selectOpenGroups,
  selectTimeline,
} from "./incidents/store";
import { noticeOf, type Site } from "./notices";
import { announcementOf } from "./run";
import { tellOfResolutions } from "./tell";
import { deleteAlertsOf, insertAnnouncements, insertIncidentEvents, updateIncidents } from "./tick/store";

const DAY_MS = 86_400_000;
const SUMMARY_DAYS = 30;

/** A page of incidents, those that fired last first, and where it ended; null on the last page. */
export async function listIncidents(
  { db }: { db: Database },
  { rule, bot_id, from, to, cursor, limit, ...same }: IncidentQuery,
): Promise<{ incidents: Incident[]; next: IncidentPosition | null }> {
  const filter = {
    ...{ ...same, ruleId: rule, botId: bot_id, before: cursor ? incidentPosition(cursor) : undefined },
    ...{ from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined },
  };
  const rows = await selectIncidents(db, filter, limit + 1);
  const page = rows.slice(0, limit);
  return { incidents: page.map(incidentView), next: rows.length > limit ? page.at(-1)! : null };
}

/** @throws Problem 404 when there is none */
export async function readIncident({ db }: { db: Database }, id: string): Promise<IncidentDetail> {
  const incident = await selectIncident(db, id);
  if (!incident) throw notFound("There is no such incident.");
  const [timeline, deliveries] = await Promise.all([
    selectTimeline(db, id),
    selectDeliveriesOf(db, groupLead(incident)),
  ]);
  return {
    ...incidentView(incident),
    rule: incident.rule,
    timeline: timeline.map(({ at, kind, actorName, detail }) => ({
      ...{ at: at.toISOString(), kind: kind as (typeof INCIDENT_EVENT_KINDS)[number] },
      ...{ actor_name: actorName, detail },
    })),
    deliveries: deliveries.map(({ delivery, channelName }) => ({
      ...{ id: delivery.id, channel_id: delivery.channelId, channel_name: channelName },
      kind: delivery.notice.kind as IncidentDetail["deliveries"][number]["kind"],
      status: delivery.status as IncidentDetail["deliveries"][number]["status"],
      ...{ attempts: delivery.attempts, created_at: delivery.createdAt.toISOString() },
      ...{ sent_at: delivery.sentAt?.toISOString() ?? null, last_error: delivery.lastError },
    })),
  };
}

/** The id under which an incident was delivered: its own, or that of the first of its group. */
const groupLead = ({ id, groupKey }: StoredIncident): string =>
  groupKey === null ? id : groupKey.slice(groupKey.lastIndexOf("/") + 1);

/** How many incidents fire, by severity; severities without any are left out. */
export async function countFiringIncidents({ db }: { db: Database }): Promise<Record<string, number>> {
  return (await countFiring(db)).firing;
}

/**
 * Acknowledges, ends, marks or annotates an incident.
 * @throws Problem 404 when there is none, 409 when it has ended and is to be acknowledged or ended
 */
export async function changeIncident(
  { db, now, publicUrl }: { db: Database; now: Date } & Site,
  actor: Principal,
  id: string,
  change: IncidentChange,
): Promise<Incident> {
  return await db.transaction(async (tx) => {
    const incident = await selectIncidentForUpdate(tx, id);
    if (!incident) throw notFound("There is no such incident.");
    if (incident.status === "resolved" && (change.acknowledged !== undefined || change.resolved)) {
      throw conflict("The incident has ended.");
    }
    const happened = apply(incident, change, actor.name, now);
    await updateIncidents(tx, [incident]);
    await insertIncidentEvents(
      tx,
      happened.map(({ kind, detail }) => ({ incidentId: id, at: now, kind, actorName: actor.name, detail })),
    );
    const kinds = new Set(happened.map(({ kind }) => kind));
    if (kinds.has("resolved")) await deleteAlertsOf(tx, [id]);
    if (kinds.has("resolved")) {
      await tellOfResolutions(tx, [incident], await selectOpenGroups(tx, [incident.groupKey]), { now, publicUrl });
    } else if (kinds.has("acknowledged") && incident.toldAt !== null && incident.groupKey === null) {
      await queueNotices(tx, { notices: [noticeOf(incident, "acknowledged", { publicUrl })], channelIds: [], now });
    }
    await insertAnnouncements(tx, [announcementOf(incident)], now);
    await recordAudit({ db: tx, now }, { actor, action: "incident.changed", target: id, detail: { ...change } });
    return incidentView(incident);
  });
}

interface Happening {
  kind: (typeof INCIDENT_EVENT_KINDS)[number];
  detail: Record<string, unknown> | null;
}

/** Changes the incident in place. @returns what its timeline is told */
function apply(incident: StoredIncident, change: IncidentChange, name: string, now: Date): Happening[] {
  const happened: Happening[] = [];
  if (change.acknowledged === true && incident.acknowledgedAt === null) {
    Object.assign(incident, { acknowledgedAt: now, acknowledgedBy: name });
    happened.push({ kind: "acknowledged", detail: null });
  }
  if (change.acknowledged === false && incident.acknowledgedAt !== null) {
    Object.assign(incident, { acknowledgedAt: null, acknowledgedBy: null });
    happened.push({ kind: "unacknowledged", detail: null });
  }
  if (change.verdict !== undefined && change.verdict !== incident.verdict) {
    incident.verdict = change.verdict;
    happened.push({ kind: "marked", detail: { verdict: change.verdict } });
  }
  if (change.note !== undefined) happened.push({ kind: "note", detail: { note: change.note } });
  if (change.resolved) {
    Object.assign(incident, { status: "resolved", resolvedAt: now, resolvedBy: "operator" });
    happened.push({ kind: "resolved", detail: { by: "operator" } });
  }
  return happened;
}

/** How fast and how right alerts were, over a span. */
export const incidentSummarySchema = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  incidents: z.number().int(),
  firing: z.number().int(),
  mttd_seconds: z.number().nullable().describe("Mean time from the first breach to the firing."),
  mtta_seconds: z.number().nullable().describe("Mean time from the firing to its acknowledgement."),
  mttr_seconds: z.number().nullable().describe("Mean time from the firing to its end."),
  true_positives: z.number().int(),
  false_positives: z.number().int(),
  accuracy: z.number().nullable().describe("True positives among those that were marked, in per cent."),
});
export type IncidentSummary = z.infer<typeof incidentSummarySchema>;

/** MTTD, MTTA, MTTR and accuracy of the incidents that fired in a span; the last 30 days where none is given. */
export async function summariseIncidents(
  { db, now }: { db: Database; now: Date },
  span: { from?: Date | undefined; to?: Date | undefined } = {},
): Promise<IncidentSummary> {
  const to = span.to ?? now;
  const from = span.from ?? new Date(to.getTime() - SUMMARY_DAYS * DAY_MS);
  const figures = await selectIncidentFigures(db, from, to);
  const marked = figures.truePositives + figures.falsePositives;
  const rounded = (seconds: number | null) => (seconds === null ? null : Math.round(seconds * 10) / 10);
  return {
    ...{ from: from.toISOString(), to: to.toISOString(), incidents: figures.incidents, firing: figures.firing },
    mttd_seconds: rounded(figures.detectionSeconds),
    mtta_seconds: rounded(figures.acknowledgementSeconds),
    mttr_seconds: rounded(figures.resolutionSeconds),
    ...{ true_positives: figures.truePositives, false_positives: figures.falsePositives },
    accuracy: marked === 0 ? null : Math.round((1000 * figures.truePositives) / marked) / 10,
  };
}
