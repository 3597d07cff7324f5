import { z } from "zod";

export const SEVERITIES = ["critical", "warning", "performance", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * What a notice says of its incident: it began, somebody acknowledged it, nobody did so in time, it ended; or it is a try
 * of the channel.
 */
export const NOTICE_KINDS = ["fired", "acknowledged", "escalated", "resolved", "test"] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What a receiver is told of one incident; knows no rule. Texts are plain: each transport escapes them its own way. */
export const noticeSchema = z.object({
  kind: z.enum(NOTICE_KINDS),
  /** The same for all notices of an incident. */
  dedup_key: z.string().max(255),
  incident_id: z.string().nullable(),
  severity: z.enum(SEVERITIES),
  title: z.string().describe("One line, such as `Bot offline: press-1`."),
  summary: z.string().describe("What is wrong in a sentence, with value and threshold."),
  subject: z.string().describe("Kind and id of what it is about, such as `bot:press-1`."),
  bot_ids: z.array(z.string()).max(100),
  labels: z.record(z.string(), z.string()),
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  started_at: z.iso.datetime(),
  fired_at: z.iso.datetime(),
  resolved_at: z.iso.datetime().nullable(),
  url: z.string().nullable().describe("The incident's page, where Rollcall knows its own address."),
  runbook_url: z.string().nullable(),
});
export type Notice = z.infer<typeof noticeSchema>;
