import type { Outbound, OutboundAnswer, OutboundRequest } from "../outbound/outbound";
import { OutboundError } from "../outbound/outbound";
import type { ChannelKind, Secrets, Settings } from "./channel";
import type { Notice } from "./notice";

/** One notice on its way. */
export interface Message {
  /** Of the delivery: the same at each attempt, so that a receiver knows it again. */
  id: string;
  notice: Notice;
  /** Of this attempt. */
  at: Date;
}

/** What an attempt came to: delivered; to be tried again; or refused for good. */
export interface Outcome {
  outcome: "sent" | "retry" | "dead";
  /** The receiver's status code, of HTTP or SMTP; null where it never answered. */
  statusCode: number | null;
  /** What it said or what went wrong; never a secret. */
  detail: string | null;
  /** How long the receiver wants to be left alone. */
  retryAfterMs?: number;
}

/** What a channel is configured by. */
export interface Configuration<Kind extends ChannelKind> {
  settings: Settings[Kind];
  secrets: Secrets[Kind];
}

/** What a transport works with. */
export interface TransportContext {
  outbound: Outbound;
  env: { SMTP_URL?: string | undefined };
}

/** Delivers one notice to one kind of receiver. Answers whatever happens; throws only what is a fault of ours. */
export type Transport<Kind extends ChannelKind> = (
  message: Message,
  configuration: Configuration<Kind>,
  context: TransportContext,
) => Promise<Outcome>;

const RETRY_AFTER_CAP_MS = 3_600_000;
/** Client errors that pass by themselves. */
const PASSING = new Set([408, 425, 429]);

/** Sends by HTTP and judges the answer: 2xx is delivered, 408, 425, 429, 5xx and no answer are tried again, all else is dead. */
export async function post(
  { outbound }: TransportContext,
  url: string,
  request: Omit<OutboundRequest, "method">,
  now: Date,
): Promise<Outcome> {
  try {
    return judge(await outbound.request(url, { method: "POST", ...request }), now);
  } catch (error) {
    return judgeFailure(error);
  }
}

/** What it means that there was no answer. @throws what is no fault of the way */
export function judgeFailure(error: unknown): Outcome {
  if (!(error instanceof OutboundError)) throw error;
  return { outcome: error.reason === "refused" ? "dead" : "retry", statusCode: null, detail: error.message };
}

function judge({ status, headers, text }: OutboundAnswer, now: Date): Outcome {
  const detail = text.trim() || null;
  if (status >= 200 && status < 300) return { outcome: "sent", statusCode: status, detail };
  if (status >= 300 && status < 400)
    return { outcome: "dead", statusCode: status, detail: "It redirects, which is not followed." };
  if (status < 500 && !PASSING.has(status)) return { outcome: "dead", statusCode: status, detail };
  const retryAfterMs = readRetryAfter(headers["retry-after"], now);
  return { outcome: "retry", statusCode: status, detail, ...(retryAfterMs > 0 && { retryAfterMs }) };
}

/** `Retry-After`, in seconds or as a date, in milliseconds from now; 0 where it is missing or unreadable. An hour at most. */
function readRetryAfter(header: string | undefined, now: Date): number {
  if (!header) return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), RETRY_AFTER_CAP_MS) : 0;
}
