import { formatDuration } from "@/lib/stats/format";
import type { FeedEntry } from "./entries";

/** What stands for the text of a message that is not shown. */
export const HIDDEN_TEXT = "text hidden";

/**
 * What an event says in one line: the job, message or fault it is about.
 * @param revealed the text of a message that was told without it
 * @param how `brief` leaves out how long it took, where that stands beside it
 */
export function lineOf(
  { type, data }: Pick<FeedEntry, "type" | "data">,
  revealed?: string | null,
  how: "full" | "brief" = "full",
): string {
  const took = (ms: unknown) => (typeof ms === "number" && how === "full" ? ` in ${formatDuration(ms)}` : "");
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
      return `${userOf(data)}: ${messageText(data, revealed)}${took(data.response_time_ms)}`;
    case "error.occurred":
      return [text(data.type), text(data.message)].filter(Boolean).join(": ");
    case "dependency.checked":
      return `${text(data.component)} is ${text(data.status)}${took(data.latency_ms)}`;
    default:
      return JSON.stringify(data);
  }
}

/** Who wrote a message: the name, else the id. */
export const userOf = (data: FeedEntry["data"]): string => text(data.user_name) || text(data.user_id);

/** The text of a message, or in brackets why there is none to show. @param revealed the text where it was told apart */
export function messageText(data: FeedEntry["data"], revealed?: string | null): string {
  return text(data.text) || revealed || (data.text_masked === true ? `(${HIDDEN_TEXT})` : "(no text)");
}

const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");

function faulted(error: unknown): string {
  if (error === undefined || error === null) return "";
  return `: ${typeof error === "object" && "message" in error ? text(error.message) : text(error)}`;
}
