import { z } from "zod";
import { NOTICE_KINDS, SEVERITIES } from "../notify/notice";

/** What happened to an incident. */
export const INCIDENT_EVENT_KINDS = [
  "fired",
  "recovering",
  "fired_again",
  "acknowledged",
  "unacknowledged",
  "escalated",
  "muted",
  "notified",
  "delivery_failed",
  "marked",
  "note",
  "resolved",
] as const;

export const VERDICTS = ["true_positive", "false_positive"] as const;

/** An incident as the API and the feed (`alert:changed`) tell it. */
export const incidentSchema = z.object({
  id: z.string(),
  dedup_key: z.string(),
  source: z.enum(["rollcall", "alertmanager"]),
  rule_id: z.string().nullable(),
  rule_name: z.string(),
  severity: z.enum(SEVERITIES),
  subject: z.string().describe("Kind and id, such as `bot:press-1`."),
  subject_name: z.string(),
  bot_ids: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  summary: z.string(),
  runbook_url: z.string().nullable(),
  reason: z.enum(["threshold", "no_data", "error"]),
  value: z.number().nullable(),
  worst_value: z.number().nullable(),
  threshold: z.number().nullable(),
  status: z.enum(["firing", "resolved"]),
  started_at: z.iso.datetime().describe("First breach."),
  fired_at: z.iso.datetime(),
  acknowledged_at: z.iso.datetime().nullable(),
  acknowledged_by: z.string().nullable(),
  resolved_at: z.iso.datetime().nullable(),
  resolved_by: z.string().nullable(),
  verdict: z.enum(VERDICTS).nullable(),
  muted_by: z.string().nullable().describe("Id of the silence or subject that keeps it quiet now."),
});
export type Incident = z.infer<typeof incidentSchema>;

export const incidentListSchema = z.object({ incidents: z.array(incidentSchema), next_cursor: z.string().nullable() });

/** One incident with its story. */
export const incidentDetailSchema = incidentSchema.extend({
  rule: z.record(z.string(), z.unknown()).nullable().describe("The rule as it stood when it fired."),
  timeline: z.array(
    z.object({
      at: z.iso.datetime(),
      kind: z.enum(INCIDENT_EVENT_KINDS),
      actor_name: z.string().nullable(),
      detail: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  deliveries: z.array(
    z.object({
      id: z.string(),
      channel_id: z.string(),
      channel_name: z.string().nullable(),
      kind: z.enum(NOTICE_KINDS),
      status: z.enum(["pending", "sent", "dead", "muted"]),
      attempts: z.number().int(),
      created_at: z.iso.datetime(),
      sent_at: z.iso.datetime().nullable(),
      last_error: z.string().nullable(),
    }),
  ),
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;
