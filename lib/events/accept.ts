import type { z } from "zod";
import { Undecodable } from "../http/events-body";
import { type AcceptedEvent, EVENT_DATA, type EventType, envelopeSchema, isEventType } from "./event";
import { LIMITS } from "./limits";
import { byteLength, cutToBytes, storableValue } from "./text";

export type RefusalCode = "invalid" | "too_large" | "too_old" | "unknown_type";

/** Why an event was not taken, in the words of the HTTP contract. */
export interface Refusal {
  id?: string;
  code: RefusalCode;
  detail: string;
}

export interface AcceptOptions {
  /** Receipt, epoch milliseconds. */
  receivedAt: number;
  /** Events older than this (epoch milliseconds) are refused as too_old. */
  oldest: number;
}

/** The last moment that RFC 3339 can say in UTC; with an offset, a later one can be claimed. */
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Checks one event against the catalogue and the limits and makes it storable: text PostgreSQL cannot hold is replaced,
 * message text and stacks are cut and marked, a time too far ahead becomes the receipt.
 */
export function acceptEvent(raw: unknown, options: AcceptOptions): AcceptedEvent | Refusal {
  if (raw instanceof Undecodable)
    return { ...(raw.id === null ? {} : { id: raw.id }), code: "invalid", detail: raw.detail };
  if (raw === null || typeof raw !== "object" || Array.isArray(raw)) {
    return { code: "invalid", detail: "an event is a JSON object" };
  }
  const id = (raw as { id?: unknown }).id;
  const named = typeof id === "string" && id.length <= LIMITS.idLength ? { id } : {};
  const text = JSON.stringify(raw);
  // No character takes more than three bytes: most events need no counting.
  const bytes = text.length * 3 <= LIMITS.eventBytes ? 0 : byteLength(text);
  if (bytes > LIMITS.eventBytes) {
    return { ...named, code: "too_large", detail: `${bytes} bytes, at most ${LIMITS.eventBytes} are taken` };
  }

  const envelope = envelopeSchema.safeParse(withoutNulls(storableValue(raw, text)));
  if (!envelope.success) return { ...named, code: "invalid", detail: explain(envelope.error) };
  const { type, bot_id: botId } = envelope.data;
  if (!isEventType(type)) return { ...named, code: "unknown_type", detail: `there is no event type "${type}"` };
  const data = EVENT_DATA[type].safeParse(withoutNulls(envelope.data.data ?? {}));
  if (!data.success) return { ...named, code: "invalid", detail: explain(data.error, "data") };

  const claimed = envelope.data.time === undefined ? null : Date.parse(envelope.data.time);
  if (claimed !== null && claimed < options.oldest) {
    return {
      ...named,
      code: "too_old",
      detail: `older than ${new Date(options.oldest).toISOString()}, the oldest kept`,
    };
  }
  const ahead = claimed !== null && claimed > options.receivedAt + LIMITS.futureMs;
  return {
    botId,
    eventId: envelope.data.id ?? arrivalId(options.receivedAt),
    type,
    time: claimed === null || ahead ? options.receivedAt : claimed,
    receivedAt: options.receivedAt,
    originalTime: ahead ? Math.min(claimed, LATEST_MS) : null,
    pinned:
      envelope.data.id !== undefined && (claimed === null || claimed > options.receivedAt + LIMITS.rememberedFutureMs),
    length: text.length,
    data: normalise(type, data.data),
  };
}

export const isRefusal = (outcome: AcceptedEvent | Refusal): outcome is Refusal => "code" in outcome;

const ORIGIN = crypto.randomUUID().slice(0, 8);
let arrivals = 0;

/** An id for an event that came without one. Ids of one process sort in the order of arrival, which a batch keeps. */
function arrivalId(receivedAt: number): string {
  arrivals = (arrivals + 1) % 36 ** 6;
  return `~${receivedAt.toString(36)}${arrivals.toString(36).padStart(6, "0")}${ORIGIN}`;
}

// Many languages write an absent member as null.
function withoutNulls(record: object): Record<string, unknown> {
  const members = record as Record<string, unknown>;
  for (const name in members) {
    if (members[name] === null)
      return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null));
  }
  return members;
}

function explain(error: z.ZodError, prefix?: string): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => {
      const path = [...(prefix ? [prefix] : []), ...issue.path].join(".");
      return path ? `${path}: ${issue.message}` : issue.message;
    })
    .join("; ");
}

function normalise(type: EventType, data: Record<string, unknown>): Record<string, unknown> {
  if (type === "message.processed" && typeof data.text === "string") return cutMember(data, "text", LIMITS.textBytes);
  if (type === "error.occurred") return cutMember(data, "stack", LIMITS.stackBytes);
  if (type === "job.finished" && data.error !== undefined) {
    const error = typeof data.error === "string" ? { message: data.error } : (data.error as Record<string, unknown>);
    return { ...data, error: cutMember(error, "stack", LIMITS.stackBytes) };
  }
  return data;
}

function cutMember(data: Record<string, unknown>, member: string, bytes: number): Record<string, unknown> {
  const whole = data[member];
  if (typeof whole !== "string") return data;
  const cut = cutToBytes(whole, bytes);
  return cut === whole ? data : { ...data, [member]: cut, [`${member}_truncated`]: true };
}
