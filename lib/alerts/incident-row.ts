import type { Severity } from "../notify/notice";
import type { Reason } from "./evaluate";
import type { Incident } from "./incident";

/** An incident as stored. */
export interface StoredIncident {
  id: string;
  dedupKey: string;
  source: "rollcall" | "alertmanager";
  ruleId: string | null;
  ruleName: string;
  rule: Record<string, unknown> | null;
  severity: Severity;
  subject: string;
  subjectName: string;
  botIds: string[];
  labels: Record<string, string>;
  summary: string;
  runbookUrl: string | null;
  reason: Reason;
  value: number | null;
  worstValue: number | null;
  threshold: number | null;
  status: "firing" | "resolved";
  startedAt: Date;
  firedAt: Date;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  resolvedAt: Date | null;
  resolvedBy: string | null;
  verdict: Incident["verdict"];
  toldAt: Date | null;
  mutedBy: string | null;
  groupKey: string | null;
  escalatedSteps: number;
}

/** An incident as the API and the feed tell it. */
export function incidentView(incident: StoredIncident): Incident {
  const at = (date: Date | null) => date?.toISOString() ?? null;
  return {
    id: incident.id,
    dedup_key: incident.dedupKey,
    source: incident.source,
    rule_id: incident.ruleId,
    rule_name: incident.ruleName,
    severity: incident.severity,
    subject: incident.subject,
    subject_name: incident.subjectName,
    bot_ids: incident.botIds,
    labels: incident.labels,
    summary: incident.summary,
    runbook_url: incident.runbookUrl,
    reason: incident.reason,
    value: incident.value,
    worst_value: incident.worstValue,
    threshold: incident.threshold,
    status: incident.status,
    started_at: incident.startedAt.toISOString(),
    fired_at: incident.firedAt.toISOString(),
    acknowledged_at: at(incident.acknowledgedAt),
    acknowledged_by: incident.acknowledgedBy,
    resolved_at: at(incident.resolvedAt),
    resolved_by: incident.resolvedBy,
    verdict: incident.verdict,
    muted_by: incident.status === "firing" ? incident.mutedBy : null,
  };
}
