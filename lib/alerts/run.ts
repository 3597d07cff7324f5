import { randomText } from "../access/secret-text";
import type { Database } from "../db/client";
import { botIdSchema } from "../events/event";
import type { Queued } from "../notify/outbox";
import { LONGEST_TICK_MS } from "./evaluate";
import { incidentView, type StoredIncident } from "./incident-row";
import { muteOf } from "./mutes";
import type { Site } from "./notices";
import type { Rule } from "./rule";
import { listEnabledRules } from "./rules";
import { readSamples, type SubjectSample } from "./samples";
import { subjectKey } from "./subject";
import { escalate, tellOfFirings, tellOfResolutions } from "./tell";
import { type Fired, isWorse, planTick, type TickPlan } from "./tick/plan";
import {
  type Clock,
  claimTick,
  deleteAlerts,
  insertAnnouncements,
  insertIncidentEvents,
  insertIncidents,
  type NewIncidentEvent,
  noteTick,
  selectAlerts,
  selectClock,
  selectCurrentSilences,
  selectFiringForUpdate,
  selectPausedBots,
  updateIncidents,
  upsertAlerts,
} from "./tick/store";
import { summaryOf } from "./words";

/** What a tick did; all zero where another process had it. */
export interface TickCounts {
  evaluated: number;
  fired: number;
  resolved: number;
  firing: number;
  queued: number;
}

const NOTHING: TickCounts = { evaluated: 0, fired: 0, resolved: 0, firing: 0, queued: 0 };

/**
 * One tick of all alerts: measures, decides, and writes states, incidents, their timeline, what the feed is told and what is to be
 * delivered in one transaction. Of several ticks at once one is done. Safe to be missed: time in which nobody ticked makes nothing older.
 * @param awayAfterMs after a longer time without a tick Rollcall was away itself, and bots are silent only from now on
 * @throws what the database throws; nothing is changed then
 */
export async function runAlerts({
  db,
  now,
  publicUrl,
  awayAfterMs = LONGEST_TICK_MS,
}: { db: Database; now: Date; awayAfterMs?: number } & Site): Promise<TickCounts> {
  const began = performance.now();
  const seen = await selectClock(db);
  if (isTickedAhead(seen, now.getTime())) return NOTHING;
  const next = nextClock(seen, now.getTime(), awayAfterMs);
  const rules = await listEnabledRules({ db });
  const samples = await readSamples({ db, now, listeningSince: new Date(next.listeningSince) }, rules);
  return await db.transaction(async (tx) => {
    if (!(await claimTick(tx, seen, next))) return NOTHING;
    // Locked before their states are read: an operator who resolves one takes its state away with it.
    const before = await selectFiringForUpdate(tx);
    const [alerts, paused] = [await selectAlerts(tx), await selectPausedBots(tx)];
    const plan = planTick({ rules, samples, alerts, paused, tickedAt: seen.tickedAt }, now.getTime());
    const counts = await writeTick(tx, plan, before, {
      ...{ rules, now, publicUrl, listeningSince: next.listeningSince, evaluated: countOf(samples) },
    });
    await noteTick(tx, performance.now() - began, { ...counts });
    return counts;
  });
}

/**
 * Whether a process whose clock goes a little ahead, or who read it a little later, has ticked already: taken for a clock that
 * was set back, it would begin listening anew at every other tick, and nobody would ever be silent.
 */
function isTickedAhead({ tickedAt }: Clock, now: number): boolean {
  return tickedAt > now && tickedAt - now <= LONGEST_TICK_MS;
}

/** The clock after this tick: after an absence, or a jump of the clock, listening begins anew. */
function nextClock(seen: Clock, now: number, awayAfterMs: number): Clock {
  const passed = now - seen.tickedAt;
  const isGap = passed < 0 || passed > awayAfterMs;
  return { tickedAt: now, listeningSince: isGap ? now : Math.min(seen.listeningSince, now) };
}

interface TickContext extends Site {
  rules: readonly Rule[];
  now: Date;
  /** The end of Rollcall's last absence, in epoch ms. */
  listeningSince: number;
  evaluated: number;
}

/** @param before the incidents that fired before this tick, locked */
async function writeTick(
  tx: Database,
  plan: TickPlan,
  before: readonly StoredIncident[],
  context: TickContext,
): Promise<TickCounts> {
  const { now } = context;
  const rules = new Map(context.rules.map((rule) => [rule.id, rule]));
  const open = new Map(before.map((incident) => [incident.id, incident]));
  const timeline: NewIncidentEvent[] = [];
  const touched = new Set<StoredIncident>();
  /** A worse value is written, and no news. */
  const worsened = new Set<StoredIncident>();
  const say = (incident: StoredIncident, kind: string, detail: Record<string, unknown> | null = null) => {
    timeline.push({ incidentId: incident.id, at: now, kind, actorName: null, detail });
  };

  const fired = plan.fired.map((each) => incidentOf(each, now));
  for (const incident of fired) say(incident, "fired", { value: incident.value, reason: incident.reason });
  for (const { incidentId, to } of plan.wavered) {
    const incident = open.get(incidentId);
    if (incident) say(incident, to === "firing" ? "fired_again" : "recovering");
  }
  for (const { incidentId, value } of plan.values) {
    const incident = open.get(incidentId);
    const rule = rules.get(incident?.ruleId ?? "");
    if (!incident || !rule || !isWorse(rule, value, incident.worstValue)) continue;
    incident.worstValue = value;
    worsened.add(incident);
  }
  const resolved: StoredIncident[] = [];
  for (const { incidentId, by } of plan.resolved) {
    const incident = open.get(incidentId);
    if (!incident) continue;
    Object.assign(incident, { status: "resolved", resolvedAt: now, resolvedBy: by });
    say(incident, "resolved", { by });
    resolved.push(incident);
    touched.add(incident);
  }

  const firing = [...before.filter(({ status }) => status === "firing"), ...fired];
  const silences = await selectCurrentSilences(tx, now);
  for (const incident of firing) {
    const mutedBy = muteOf(incident, { silences, firing, rules, now });
    if (mutedBy === incident.mutedBy) continue;
    if (mutedBy !== null) say(incident, "muted", { by: mutedBy });
    incident.mutedBy = mutedBy;
    touched.add(incident);
  }
  const isQuiet = ({ mutedBy, acknowledgedAt }: StoredIncident) => mutedBy !== null || acknowledgedAt !== null;
  const untold = firing.filter((incident) => incident.toldAt === null && !isQuiet(incident));
  const escalated = firing.filter((incident) => incident.toldAt !== null && !isQuiet(incident));

  await insertIncidents(tx, fired);
  const queued = [
    ...(await tellOfFirings(tx, untold, rules, context)),
    ...(await escalate(tx, escalated, rules, context, touched)),
    ...(await tellOfResolutions(tx, resolved, new Set(firing.map(({ groupKey }) => groupKey)), context)),
  ];
  for (const incident of untold) touched.add(incident);
  for (const delivery of queued) timeline.push(deliveryEvent(delivery, now));

  await updateIncidents(tx, [...new Set([...touched, ...worsened])]);
  await insertIncidentEvents(
    tx,
    timeline.filter(({ incidentId }) => incidentId !== ""),
  );
  await writeStates(tx, plan, fired);
  const told = new Set([...fired, ...resolved, ...touched]);
  await insertAnnouncements(tx, [...told].map(announcementOf), now);
  return {
    ...{ evaluated: context.evaluated, fired: fired.length, resolved: resolved.length },
    ...{ firing: firing.length, queued: queued.length },
  };
}

function incidentOf({ rule, subject, transition, value, startedAt }: Fired, now: Date): StoredIncident {
  const id = `inc_${randomText(16)}`;
  return {
    ...{ id, dedupKey: `rollcall/${id}`, source: "rollcall", ruleId: rule.id, ruleName: rule.name, rule: { ...rule } },
    ...{
      severity: rule.severity,
      subject: subjectKey(subject),
      subjectName: subject.name,
      botIds: [...subject.botIds],
    },
    ...{ labels: rule.labels, runbookUrl: rule.runbook_url, reason: transition.reason, value, worstValue: value },
    summary: summaryOf(rule, subject.name, { reason: transition.reason, value }),
    ...{ threshold: rule.threshold, status: "firing", startedAt: new Date(startedAt), firedAt: now },
    ...{ acknowledgedAt: null, acknowledgedBy: null, resolvedAt: null, resolvedBy: null, verdict: null },
    ...{ toldAt: null, mutedBy: null, groupKey: null, escalatedSteps: 0 },
  };
}

function deliveryEvent(
  { incidentId, channelName, kind, status, reason, deliveryId }: Queued,
  now: Date,
): NewIncidentEvent {
  const detail = { channel: channelName, notice: kind, delivery_id: deliveryId, ...(reason && { reason }) };
  const name = status === "muted" ? "muted" : kind === "escalated" ? "escalated" : "notified";
  return { incidentId: incidentId ?? "", at: now, kind: name, actorName: null, detail };
}

async function writeStates(tx: Database, plan: TickPlan, fired: readonly StoredIncident[]): Promise<void> {
  const incidentIds = new Map(fired.map(({ id, ruleId, subject }) => [`${ruleId} ${subject}`, id]));
  const states = plan.changed.map((alert) => ({
    ...alert,
    incidentId: incidentIds.get(`${alert.ruleId} ${alert.subject}`) ?? alert.incidentId,
  }));
  await upsertAlerts(tx, states);
  await deleteAlerts(tx, plan.ended);
}

/** What the feed is told of an incident, as of a bot: an alert from elsewhere may name what is no id of one. */
export const announcementOf = (incident: StoredIncident) => ({
  botId: incident.botIds.find((id) => botIdSchema.safeParse(id).success) ?? "rollcall",
  data: incidentView(incident),
});

const countOf = (samples: ReadonlyMap<string, SubjectSample[] | "error">): number =>
  [...samples.values()].reduce((sum, found) => sum + (found === "error" ? 0 : found.length), 0);
