import { formatDuration } from "@/lib/stats/format";
import type { FeedEntry } from "./entries";

/** What an event says in one line: the job, message or fault it is about. */
export function lineOf({ type, data }: Pick<FeedEntry, "type" | "data">): string {
  const job = text(data.job_id);
  switch (type) {
    case "job.queued":
      return `${job} queued${data.queue ? ` in ${text(data.queue)}` : ""}`;
    case "job.started":
      return `${job} started${Number(data.attempt) > 1 ? `, attempt ${text(data.attempt)}` : ""}`;
    case "job.progress":
      return [job, data.percent === undefined ? "" : `${text(data.percent)}%`, text(data.note)]
        .filter(Boolean)
        .join(" · ");
    case "job.finished":
      return `${job} ${text(data.status)}${took(data.duration_ms)}${faulted(data.error)}`;
    case "message.processed":
      return `${text(data.user_name) || text(data.user_id)}: ${text(data.text) || "(no text)"}${took(data.response_time_ms)}`;
    case "error.occurred":
      return [text(data.type), text(data.message)].filter(Boolean).join(": ");
    case "dependency.checked":
      return `${text(data.component)} is ${text(data.status)}${took(data.latency_ms)}`;
    default:
      return JSON.stringify(data);
  }
}

const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const took = (ms: unknown) => (typeof ms === "number" ? ` in ${formatDuration(ms)}` : "");

function faulted(error: unknown): string {
  if (error === undefined || error === null) return "";
  return `: ${typeof error === "object" && "message" in error ? text(error.message) : text(error)}`;
}
