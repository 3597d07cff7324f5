import { z } from "zod";
import { randomText } from "../access/secret-text";
import type { Database } from "../db/client";
import type { Severity } from "../notify/notice";
import { givenInstant } from "../stats/instant-schema";
import type { StoredIncident } from "./incident-row";
import { selectByKeysForUpdate, selectOpenGroups } from "./incidents/store";
import type { Site } from "./notices";
import { announcementOf } from "./run";
import { tellOfResolutions } from "./tell";
import {
  insertAnnouncements,
  insertIncidentEvents,
  insertUnknownIncidents,
  type NewIncidentEvent,
  updateIncidents,
} from "./tick/store";

const MOST_ALERTS = 1000;
const MOST_LABELS = 64;
const NAME_LENGTH = 100;
const VALUE_LENGTH = 400;
const TEXT_LENGTH = 2000;

const texts = z.record(z.string(), z.string()).default({});

const alertSchema = z.object({
  status: z.enum(["firing", "resolved"]),
  labels: texts,
  annotations: texts,
  startsAt: givenInstant,
  endsAt: z.iso.datetime({ offset: true }).optional(),
  generatorURL: z.string().max(10_000).optional(),
  fingerprint: z.string().min(1).max(200),
});

/** What Alertmanager posts to a webhook, version 4; members that Rollcall has no use for are not named. */
export const alertmanagerSchema = z.object({
  version: z.literal("4"),
  alerts: z.array(alertSchema).max(MOST_ALERTS),
});
export type AlertmanagerPayload = z.infer<typeof alertmanagerSchema>;
type Alert = z.infer<typeof alertSchema>;

export const webhookAnswerSchema = z.object({
  fired: z.number().int(),
  resolved: z.number().int(),
  known: z.number().int().describe("Alerts that say what was known already."),
});

/**
 * Takes alerts of an Alertmanager into the incidents. An alert is known by its fingerprint and beginning, so that a group which
 * is sent again, in whatever order, changes nothing. The next tick tells of what fires; the end is told at once.
 */
export async function receiveAlerts(
  { db, now, publicUrl }: { db: Database; now: Date } & Site,
  { alerts }: AlertmanagerPayload,
): Promise<z.infer<typeof webhookAnswerSchema>> {
  const given = new Map(alerts.map((alert) => [keyOf(alert), alert]));
  // An alert that a group holds twice has ended where either says so.
  for (const alert of alerts) if (alert.status === "resolved") given.set(keyOf(alert), alert);
  return await db.transaction(async (tx) => {
    const first = [...given].map(([key, alert]) => incidentOf(key, alert, now));
    const added = await insertUnknownIncidents(tx, first);
    const fresh = first.filter(({ dedupKey }) => added.has(dedupKey));
    const known = await selectByKeysForUpdate(
      tx,
      [...given.keys()].filter((key) => !added.has(key)),
    );
    const ended = known.flatMap((incident) => {
      const alert = given.get(incident.dedupKey)!;
      return alert.status === "resolved" && incident.status === "firing" ? [endOf(incident, alert, now)] : [];
    });
    await updateIncidents(tx, ended);
    await insertIncidentEvents(tx, [
      ...fresh.flatMap((each) => beginning(each, now)),
      ...ended.map((each) => ending(each, now)),
    ]);
    const openGroups = await selectOpenGroups(
      tx,
      ended.map(({ groupKey }) => groupKey),
    );
    await tellOfResolutions(tx, ended, openGroups, { now, publicUrl });
    await insertAnnouncements(tx, [...fresh, ...ended].map(announcementOf), now);
    const firing = fresh.filter(({ status }) => status === "firing").length;
    return { fired: firing, resolved: ended.length, known: given.size - firing - ended.length };
  });
}

const keyOf = ({ fingerprint, startsAt }: Alert) => `alertmanager/${fingerprint}/${Date.parse(startsAt)}`;

/** An alert that is first heard of as ended is kept as such: its beginning may still be on its way. */
function incidentOf(dedupKey: string, alert: Alert, now: Date): StoredIncident {
  const { labels, annotations } = alert;
  const name = cut(labels.alertname ?? "Alert", NAME_LENGTH);
  const bot = labels.bot ?? labels.bot_id;
  const isOver = alert.status === "resolved";
  return {
    ...{ id: `inc_${randomText(16)}`, dedupKey, source: "alertmanager", ruleId: null, ruleName: name, rule: null },
    severity: SEVERITY_OF.get((labels.severity ?? "").toLowerCase()) ?? "warning",
    subject: cut(bot === undefined ? `alert:${alert.fingerprint}` : `bot:${bot}`, VALUE_LENGTH),
    subjectName: cut(bot ?? labels.instance ?? labels.job ?? labels.service ?? name, VALUE_LENGTH),
    botIds: bot === undefined ? [] : [cut(bot, 200)],
    labels: cutLabels(labels),
    summary: cut(annotations.summary ?? annotations.description ?? annotations.message ?? name, TEXT_LENGTH),
    runbookUrl: webAddress(annotations.runbook_url ?? annotations.runbook) ?? webAddress(alert.generatorURL),
    ...{ reason: "threshold", value: null, worstValue: null, threshold: null, status: alert.status },
    ...{ startedAt: new Date(alert.startsAt), firedAt: now, acknowledgedAt: null, acknowledgedBy: null },
    ...{ resolvedAt: isOver ? now : null, resolvedBy: isOver ? "alertmanager" : null, verdict: null },
    ...{ toldAt: null, mutedBy: null, groupKey: null, escalatedSteps: 0 },
  };
}

const SEVERITY_OF: ReadonlyMap<string, Severity> = new Map([
  ...(["critical", "page", "error", "emergency"] as const).map((name) => [name, "critical"] as const),
  ...(["info", "information", "none", "debug"] as const).map((name) => [name, "info"] as const),
  ["performance", "performance"],
]);

function endOf(incident: StoredIncident, { endsAt }: Alert, now: Date): StoredIncident {
  const at = endsAt === undefined ? now : new Date(Math.min(Date.parse(endsAt), now.getTime()));
  return { ...incident, status: "resolved", resolvedAt: at < incident.firedAt ? now : at, resolvedBy: "alertmanager" };
}

function beginning({ id, status }: StoredIncident, at: Date): NewIncidentEvent[] {
  const fired = { incidentId: id, at, kind: "fired", actorName: null, detail: { source: "alertmanager" } };
  return status === "firing" ? [fired] : [fired, ending({ id }, at)];
}

const ending = ({ id }: Pick<StoredIncident, "id">, at: Date): NewIncidentEvent => ({
  ...{ incidentId: id, at, kind: "resolved", actorName: null, detail: { by: "alertmanager" } },
});

const cut = (text: string, length: number) => text.slice(0, length).toWellFormed();

function cutLabels(labels: Record<string, string>): Record<string, string> {
  const kept = Object.entries(labels).slice(0, MOST_LABELS);
  return Object.fromEntries(kept.map(([name, value]) => [cut(name, NAME_LENGTH), cut(value, VALUE_LENGTH)]));
}

/** The address if a browser may be sent there; null for anything else, such as `javascript:`. */
function webAddress(text: string | undefined): string | null {
  if (text === undefined || text.length > TEXT_LENGTH || !URL.canParse(text)) return null;
  return /^https?:$/.test(new URL(text).protocol) ? text : null;
}
