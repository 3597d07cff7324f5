import { toInstant } from "../stats/instant";
import type { CsvValue } from "./csv";
import type { ExportRow } from "./store";

/** What can be exported: the types of its events, and the members of their data that become columns; none is all of it. */
export const EXPORTS = {
  events: { types: null, columns: [] },
  messages: {
    types: ["message.processed"],
    columns: ["user_id", "user_name", "text", "channel", "message_id", "response_time_ms", "failed"],
  },
  jobs: {
    types: ["job.finished"],
    columns: [
      ...["job_id", "status", "duration_ms", "attempt", "queue", "job_type", "customer_id", "error"],
      ...["dead_lettered", "cost_usd", "value_usd", "cpu_ms", "memory_peak_bytes"],
    ],
  },
  requests: {
    types: ["request.handled"],
    columns: ["method", "route", "status_code", "duration_ms", "cache"],
  },
} satisfies Record<string, { types: string[] | null; columns: string[] }>;
export type ExportKind = keyof typeof EXPORTS;

const ENVELOPE = ["time", "bot_id", "event_id", "type", "received_at"];

/** The headings of a kind's CSV. */
export function headingsOf(kind: ExportKind): string[] {
  const { columns } = EXPORTS[kind];
  return [...ENVELOPE, ...(columns.length > 0 ? columns : ["data"])];
}

/** An event as a row of its kind's CSV. What is itself made of parts is told as JSON. */
export function cellsOf(kind: ExportKind, row: ExportRow): CsvValue[] {
  const { columns } = EXPORTS[kind];
  const { time, bot_id, event_id, type, received_at, data } = recordOf(row);
  const values = columns.length > 0 ? columns.map((name) => data[name]) : [data];
  return [time, bot_id, event_id, type, received_at, ...values.map(cellOf)];
}

/** An event as the API tells it everywhere. */
export function recordOf({ botId, time, eventId, type, receivedAt, data }: ExportRow) {
  return {
    event_id: eventId,
    type,
    bot_id: botId,
    time: toInstant(new Date(time)),
    received_at: toInstant(new Date(receivedAt)),
    data,
  };
}

function cellOf(value: unknown): CsvValue {
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : (value as CsvValue);
}
