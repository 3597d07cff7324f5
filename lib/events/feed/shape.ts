import { sseEvent } from "../../http/sse";
import { withoutTextJson } from "../../messages/masking";
import type { Channel } from "../event";
import { formatCursor, positionAfter } from "./position";
import type { FeedRow } from "./store";

/** How an event is told: as it was stored, or as the message that it is. */
export type Shape = "event" | "message";

/** How events are told to one caller. */
export interface Form {
  shape: Shape;
  /** Messages are told without their text. */
  isMasked: boolean;
}

const NAMES: Record<Channel, string> = {
  messages: "message:new",
  jobs: "job:updated",
  metrics: "metrics:update",
  errors: "error:occurred",
  health: "health:changed",
  alerts: "alert:changed",
};

/** The cursor that stands after the row. */
export const cursorAfter = (row: FeedRow): string => formatCursor(positionAfter(row), row.receivedAt);

/** The row as a Server-Sent Event. */
export function frameOf(row: FeedRow, { shape, isMasked }: Form): string {
  const told = isMasked ? masked(row) : row;
  return sseEvent(cursorAfter(row), NAMES[row.channel], shape === "event" ? eventJson(told) : messageJson(told));
}

/** The row as JSON. `data` is PostgreSQL's own JSON text, without line breaks: parsing it only to write it again is spared. */
export function eventJson(row: FeedRow): string {
  return `{${eventMembers(row)}}`;
}

/** {@link eventJson} with its cursor inside, for polling. */
export function pollJson(row: FeedRow, isMasked: boolean): string {
  return `{"cursor":"${cursorAfter(row)}",${eventMembers(isMasked ? masked(row) : row)}}`;
}

const masked = (row: FeedRow): FeedRow => ({ ...row, data: withoutTextJson(row.type, row.data) });

function eventMembers({ eventId, type, botId, time, receivedAt, originalTime, data }: FeedRow): string {
  const original = originalTime === null ? "" : `"original_time":"${new Date(originalTime).toISOString()}",`;
  return (
    `"event_id":${JSON.stringify(eventId)},"type":"${type}","bot_id":${JSON.stringify(botId)},"time":"${new Date(time).toISOString()}",` +
    `"received_at":"${new Date(receivedAt).toISOString()}",${original}"data":${data}`
  );
}

function messageJson({ time, data }: FeedRow): string {
  const { user_id, user_name = null, text = null, text_masked, response_time_ms = null } = JSON.parse(data);
  return JSON.stringify({
    user_id,
    user_name,
    message_text: text,
    // Left out of the JSON where it is undefined.
    text_masked,
    timestamp: new Date(time).toISOString(),
    response_time: response_time_ms,
  });
}
