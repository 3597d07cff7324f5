import type { Notice, NoticeKind } from "../notify/notice";
import type { StoredIncident } from "./incident-row";

const MOST_BOTS = 100;
const MOST_NAMED = 10;

/** Where operators find Rollcall; undefined where it does not know its own address. */
export interface Site {
  publicUrl: string | undefined;
}

/** What receivers are told of one incident. */
export function noticeOf(incident: StoredIncident, kind: NoticeKind, { publicUrl }: Site): Notice {
  return {
    kind,
    dedup_key: incident.groupKey ?? incident.dedupKey,
    incident_id: incident.id,
    severity: incident.severity,
    title: `${incident.ruleName}: ${incident.subjectName}`,
    summary: incident.summary,
    subject: incident.subject,
    bot_ids: incident.botIds.slice(0, MOST_BOTS),
    labels: incident.labels,
    value: incident.value,
    threshold: incident.threshold,
    started_at: incident.startedAt.toISOString(),
    fired_at: incident.firedAt.toISOString(),
    resolved_at: incident.resolvedAt?.toISOString() ?? null,
    url: publicUrl === undefined ? null : `${publicUrl}/alerts/incidents/${incident.id}`,
    runbook_url: absolute(incident.runbookUrl, publicUrl),
  };
}

/** What receivers are told of several incidents of one rule at once; it goes under the first one's id. */
export function groupNoticeOf(group: readonly StoredIncident[], kind: NoticeKind, site: Site): Notice {
  const [first] = group;
  const names = group.map(({ subjectName }) => subjectName);
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return {
    ...noticeOf(first!, kind, site),
    title: `${first!.ruleName}: ${group.length} at once`,
    summary: `${names.slice(0, MOST_NAMED).join(", ")}${more}. ${first!.summary}`,
    bot_ids: [...new Set(group.flatMap(({ botIds }) => botIds))].slice(0, MOST_BOTS),
    url: site.publicUrl === undefined ? null : `${site.publicUrl}/alerts?rule=${first!.ruleId}`,
  };
}

function absolute(url: string | null, publicUrl: string | undefined): string | null {
  if (!url?.startsWith("/")) return url;
  return publicUrl === undefined ? null : publicUrl + url;
}
