import type { Keyring, KeyringEnv } from "../access/seal";
import type { Database } from "../db/client";
import type { Env } from "../env";
import type { Outbound } from "../outbound/outbound";
import { log } from "../telemetry/log";
import { openSecrets, withoutSecrets } from "./secrets";
import type { StoredChannel } from "./store";
import { cut, oneLine } from "./text";
import type { Message, Outcome } from "./transport";
import { transmit } from "./transports";

const MAX_DETAIL = 500;

/** What of the environment sending goes by. */
export type NotifyEnv = KeyringEnv & Partial<Pick<Env, "OUTBOUND_ALLOW" | "SMTP_URL">>;

export interface AttemptContext {
  db: Database;
  env: NotifyEnv;
  outbound: Outbound;
  keyring: Keyring;
}

/** An attempt and how long it took. */
export interface Attempt extends Outcome {
  tookMs: number;
}

/** Tries a message once. Never throws but for the database: a fault of ours is an outcome too, and is logged. */
export async function attempt(context: AttemptContext, channel: StoredChannel, message: Message): Promise<Attempt> {
  const started = performance.now();
  const secrets = await openSecrets(context, channel);
  const outcome = secrets === null ? LOCKED : await outcomeOf(context, channel, secrets, message);
  const detail = outcome.detail && cut(oneLine(withoutSecrets(outcome.detail, secrets ?? {})), MAX_DETAIL);
  return { ...outcome, detail: detail || null, tookMs: performance.now() - started };
}

const LOCKED: Outcome = {
  outcome: "retry",
  statusCode: null,
  detail: "Its secrets were sealed by another key: set ROLLCALL_SECRET_PREVIOUS, or enter them again.",
};

async function outcomeOf(
  { env, outbound }: AttemptContext,
  { id, kind, settings }: StoredChannel,
  secrets: Record<string, string>,
  message: Message,
): Promise<Outcome> {
  try {
    return await transmit(kind, message, { settings, secrets }, { outbound, env });
  } catch (error) {
    log.error("a channel cannot be used", { channel_id: id, kind, error });
    return { outcome: "retry", statusCode: null, detail: "The channel cannot be used as it is stored." };
  }
}
