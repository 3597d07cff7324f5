import type { Database } from "../db/client";
import type { Notice } from "../notify/notice";
import { type Queued, queueNotices } from "../notify/outbox";
import type { StoredIncident } from "./incident-row";
import { groupNoticeOf, noticeOf, type Site } from "./notices";
import type { Rule } from "./rule";

/** More incidents of one rule than these at one tick are told in one notice. */
const TOLD_APART = 5;

interface TellContext extends Site {
  now: Date;
}

/** Queues notices of incidents that nobody was told of: one each, or one for many of the same rule. */
export async function tellOfFirings(
  tx: Database,
  untold: readonly StoredIncident[],
  rules: ReadonlyMap<string, Rule>,
  { now, publicUrl }: TellContext,
): Promise<Queued[]> {
  const byRule = new Map<string, StoredIncident[]>();
  for (const incident of untold) {
    const key = incident.ruleId ?? `${incident.source}: ${incident.ruleName}`;
    byRule.set(key, [...(byRule.get(key) ?? []), incident]);
  }
  const queued: Queued[] = [];
  for (const [ruleId, incidents] of byRule) {
    const notices: Notice[] = [];
    if (incidents.length > TOLD_APART) {
      for (const incident of incidents) incident.groupKey = `rollcall/group/${incidents[0]!.id}`;
      notices.push(groupNoticeOf(incidents, "fired", { publicUrl }));
    } else {
      notices.push(...incidents.map((incident) => noticeOf(incident, "fired", { publicUrl })));
    }
    for (const incident of incidents) incident.toldAt = now;
    const channelIds = rules.get(ruleId)?.channel_ids ?? [];
    const except = incidents[0]!.source === "alertmanager" ? ({ exceptKind: "alertmanager" } as const) : {};
    queued.push(...(await queueNotices(tx, { notices, channelIds, ...except, now })));
  }
  return queued;
}

/**
 * Takes the steps of escalations that have come due. The time that they wait begins when somebody could have acknowledged: once
 * the incident was told, and with the end of Rollcall's last absence.
 */
export async function escalate(
  tx: Database,
  incidents: readonly StoredIncident[],
  rules: ReadonlyMap<string, Rule>,
  { now, publicUrl, listeningSince }: TellContext & { listeningSince: number },
  touched: Set<StoredIncident>,
): Promise<Queued[]> {
  const queued: Queued[] = [];
  for (const incident of incidents) {
    const steps = rules.get(incident.ruleId ?? "")?.escalation ?? [];
    const since = Math.max((incident.toldAt ?? incident.firedAt).getTime(), listeningSince);
    const age = now.getTime() - since;
    for (const step of steps.slice(incident.escalatedSteps)) {
      if (age < step.after_seconds * 1000) break;
      incident.escalatedSteps += 1;
      touched.add(incident);
      const notices = [noticeOf(incident, "escalated", { publicUrl })];
      queued.push(...(await queueNotices(tx, { notices, channelIds: step.channel_ids, now })));
    }
  }
  return queued;
}

/**
 * Queues the end for whoever was told of the beginning; that of a group when the last of it ends.
 * @param openGroups groups of which an incident still fires
 */
export async function tellOfResolutions(
  tx: Database,
  resolved: readonly StoredIncident[],
  openGroups: ReadonlySet<string | null>,
  { now, publicUrl }: TellContext,
): Promise<Queued[]> {
  const ended = new Set<string>();
  const notices: Notice[] = [];
  for (const incident of resolved) {
    if (incident.toldAt === null) continue;
    const { groupKey } = incident;
    if (groupKey === null) notices.push(noticeOf(incident, "resolved", { publicUrl }));
    else if (!openGroups.has(groupKey) && !ended.has(groupKey)) {
      ended.add(groupKey);
      // The beginning went under the id of the group's first.
      const first = { ...incident, id: groupKey.slice(groupKey.lastIndexOf("/") + 1) };
      notices.push({ ...noticeOf(first, "resolved", { publicUrl }), title: `${incident.ruleName}: all resolved` });
    }
  }
  return notices.length === 0 ? [] : await queueNotices(tx, { notices, channelIds: [], now });
}
