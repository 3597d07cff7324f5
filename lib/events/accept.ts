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

type Members = Record<string, unknown>;

/** The last moment that RFC 3339 can say in UTC; with an offset, a later one can be claimed. */
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Checks one event against the catalogue and the limits and makes it storable: text PostgreSQL cannot hold is replaced,
 * but refused in an id; message text and stacks are cut and marked; a time too far ahead becomes the receipt.
 */
export function acceptEvent(raw: unknown, options: AcceptOptions): AcceptedEvent | Refusal {
  if (raw instanceof Undecodable)
    return { ...(raw.id === null ? {} : { id: raw.id }), code: "invalid", detail: raw.detail };
  if (!isMembers(raw)) return { code: "invalid", detail: "an event is a JSON object" };
  const { id } = raw;
  const named = typeof id === "string" && id.length <= LIMITS.idLength ? { id } : {};
  let event = raw;
  let text = JSON.stringify(event);
  if (isTooLarge(text)) {
    event = shortened(raw);
    text = JSON.stringify(event);
    const bytes = byteLength(text);
    if (bytes > LIMITS.eventBytes) {
      return { ...named, code: "too_large", detail: `${bytes} bytes, at most ${LIMITS.eventBytes} are taken` };
    }
  }

  const stored = storableValue(event, text);
  const unstorable = replacedId(event, stored);
  if (unstorable) {
    return { ...named, code: "invalid", detail: `${unstorable}: NUL and lone surrogates cannot be stored` };
  }
  const envelope = envelopeSchema.safeParse(withoutNulls(stored));
  if (!envelope.success) return { ...named, code: "invalid", detail: explain(envelope.error) };
  const { type, bot_id: botId } = envelope.data;
  if (!isEventType(type)) return { ...named, code: "unknown_type", detail: `there is no event type "${type}"` };
  const data = EVENT_DATA[type].safeParse(withoutNestedNulls(type, withoutNulls(envelope.data.data ?? {})));
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

const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const ORIGIN = crypto.randomUUID().slice(0, 8);
let arrivals = 0;

/** An id for an event that came without one. Ids of one process sort in the order of arrival, which a batch keeps. */
function arrivalId(receivedAt: number): string {
  arrivals = (arrivals + 1) % 36 ** 6;
  return `~${receivedAt.toString(36)}${arrivals.toString(36).padStart(6, "0")}${ORIGIN}`;
}

/** Whether JSON is more than one event may be. No character takes more than three bytes: most need no counting. */
function isTooLarge(json: string): boolean {
  return json.length * 3 > LIMITS.eventBytes && byteLength(json) > LIMITS.eventBytes;
}

/** The event with its text or stack cut: what may be long must not make it too large. */
function shortened(event: Members): Members {
  return isMembers(event.data) ? { ...event, data: cutLongText(event.type, event.data) } : event;
}

/** The id in which something had to be replaced, if any: two that differed could be the same now, and one would be lost. */
function replacedId(event: Members, stored: Members): "id" | "data.job_id" | undefined {
  if (event === stored) return undefined;
  if (typeof event.id === "string" && event.id !== stored.id) return "id";
  const [sent, kept] = [jobIdOf(event), jobIdOf(stored)];
  return typeof sent === "string" && sent !== kept ? "data.job_id" : undefined;
}

/** Of an event of a job. Elsewhere the job is only mentioned. */
function jobIdOf({ type, data }: Members): unknown {
  return typeof type === "string" && type.startsWith("job.") && isMembers(data) ? data.job_id : undefined;
}

// Many languages write an absent member as null.
function withoutNulls(members: Members): Members {
  for (const name in members) {
    if (members[name] === null)
      return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null));
  }
  return members;
}

/** Members that hold others, which may be null as well. */
const NESTED: Partial<Record<EventType, string>> = {
  heartbeat: "tags",
  "job.finished": "error",
  "metric.sampled": "labels",
};

function withoutNestedNulls(type: EventType, data: Members): Members {
  const member = NESTED[type];
  const nested = member && data[member];
  if (Array.isArray(nested)) return { ...data, [member!]: nested.filter((element) => element !== null) };
  return isMembers(nested) ? { ...data, [member!]: withoutNulls(nested) } : data;
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

function normalise(type: EventType, data: Members): Members {
  if (type === "job.finished" && typeof data.error === "string") return { ...data, error: { message: data.error } };
  return cutLongText(type, data);
}

function cutLongText(type: unknown, data: Members): Members {
  if (type === "message.processed") return cutMember(data, "text", LIMITS.textBytes);
  if (type === "error.occurred") return cutMember(data, "stack", LIMITS.stackBytes);
  if (type === "job.finished" && isMembers(data.error)) {
    return { ...data, error: cutMember(data.error, "stack", LIMITS.stackBytes) };
  }
  return data;
}

function cutMember(data: Members, member: string, bytes: number): Members {
  const whole = data[member];
  if (typeof whole !== "string") return data;
  const cut = cutToBytes(whole, bytes);
  return cut === whole ? data : { ...data, [member]: cut, [`${member}_truncated`]: true };
}
