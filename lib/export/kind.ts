import type { CsvValue } from "./csv";

/** A row of an export, as JSON tells it. */
export type ExportRecord = Record<string, unknown>;

const ENVELOPE = ["time", "bot_id", "event_id", "type", "received_at"];

/** What can be exported, and the headings of its CSV. */
export const EXPORT_HEADINGS = {
  events: [...ENVELOPE, "data"],
  messages: [
    ...ENVELOPE,
    ...["user_id", "user_name", "text", "text_masked", "channel", "message_id", "response_time_ms", "failed"],
  ],
  requests: [...ENVELOPE, "method", "route", "status_code", "duration_ms", "cache"],
  jobs: [
    ...["finished_at", "bot_id", "job_id", "attempt", "status", "queue", "job_type", "customer_id"],
    ...["queued_at", "started_at", "duration_ms", "error_type", "error_message", "error_stack", "dead_lettered"],
    ...["cost_usd", "value_usd", "cpu_ms", "memory_peak_bytes"],
  ],
  stats: [
    ...["hour", "bot_id", "messages", "messages_failed", "avg_response_time_ms", "p95_response_time_ms"],
    ...["jobs", "jobs_succeeded", "jobs_failed", "jobs_cancelled", "avg_job_duration_ms", "p95_job_duration_ms"],
    ...["requests", "requests_failed", "avg_request_duration_ms", "p95_request_duration_ms"],
  ],
} satisfies Record<string, string[]>;
export type ExportKind = keyof typeof EXPORT_HEADINGS;

/** The types of the events that a kind is made of; null for all. */
export const EVENT_TYPES = {
  events: null,
  messages: ["message.processed"],
  requests: ["request.handled"],
} satisfies Partial<Record<ExportKind, string[] | null>>;

/** A row of CSV: members of the record or, where it has none of that name, of its data. Parts within are told as JSON. */
export function cellsOf(kind: ExportKind, record: ExportRecord): CsvValue[] {
  const data = (record.data ?? {}) as ExportRecord;
  return EXPORT_HEADINGS[kind].map((name) => cellOf(name in record ? record[name] : data[name]));
}

function cellOf(value: unknown): CsvValue {
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : (value as CsvValue);
}
