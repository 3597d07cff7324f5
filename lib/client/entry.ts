import type { BotEvent, EventType } from "./event.ts";
import { cut, jsonSafe } from "./text.ts";

/** An event as it waits to be sent: written out once, when it was reported, so every resend carries the same bytes. */
export interface Entry {
  id: string;
  type: EventType;
  json: string;
  /** Bytes of `json` in UTF-8. */
  bytes: number;
  /** Order of reporting. */
  seq: number;
}

/** The server's limit for one event, in bytes. */
export const maxEventBytes = 32 * 1024;

/**
 * Longest texts that are sent, in bytes as JSON writes them. What is longer is cut, so that it does not cost the whole event;
 * all that one event can have stay under {@link maxEventBytes} together.
 */
const textLimits: Readonly<Record<string, number>> = {
  text: 8192,
  stack: 16_384,
  message: 8192,
  note: 2048,
  detail: 4000,
};

/**
 * Writes an event out.
 * @param time RFC 3339, used where the event has no valid time of its own
 */
export function writeEntry(event: BotEvent, botId: string, id: string, time: string, seq: number): Entry {
  const own = event.time === undefined ? undefined : new Date(event.time);
  const json = JSON.stringify({
    id,
    type: event.type,
    bot_id: botId,
    time: own && !Number.isNaN(own.getTime()) ? own.toISOString() : time,
    data: shorten(jsonSafe(event.data)),
  });
  return { id, type: event.type, json, bytes: new TextEncoder().encode(json).length, seq };
}

function shorten(data: unknown): unknown {
  if (typeof data !== "object" || data === null) return data;
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(data)) {
    const limit = textLimits[name];
    if (typeof value === "string" && limit !== undefined) copy[name] = cut(value, limit);
    else copy[name] = name === "error" ? shorten(typeof value === "string" ? cut(value, 8192) : value) : value;
  }
  return copy;
}
