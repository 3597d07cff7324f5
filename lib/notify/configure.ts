import { inputFaults } from "../http/json";
import { type InputFault, unprocessable } from "../http/problem";
import { isPlainlyInner, parseAllowance } from "../outbound/allow";
import type { NotifyEnv } from "./attempt";
import { type ChannelChange, type ChannelKind, configurationSchemas } from "./channel";
import type { SecretMap } from "./secrets";
import type { StoredChannel } from "./store";
import { newSigningSecret } from "./webhook/sign";

/** What a channel is to be configured by. */
export interface Configured {
  settings: Record<string, unknown>;
  secrets: SecretMap;
  /** The one that was made for it. */
  signingSecret?: string | undefined;
}

/**
 * Settings and secrets after a change.
 * @param held the secrets it has; null where they cannot be opened
 * @throws Problem 422
 */
export function configure(current: StoredChannel, held: SecretMap | null, change: ChannelChange): Configured {
  const { kind } = current;
  const settings = change.settings ? parse("settings", kind, change.settings) : current.settings;
  if (!change.secrets && !change.settings) return { settings, secrets: held ?? {} };
  const isElsewhere = targetOf(kind, settings) !== targetOf(kind, current.settings);
  // Its own secret only signs: it is never sent.
  const kept = isElsewhere && kind !== "webhook" ? {} : (held ?? {});
  const given = Object.entries(change.secrets ?? {});
  const removed = given.filter(([, value]) => value === null).map(([name]) => name);
  const merged = { ...kept, ...present(Object.fromEntries(given)) };
  for (const name of removed) delete merged[name];
  if (isElsewhere && held && Object.keys(held).some((name) => !(name in merged) && !removed.includes(name))) {
    const message = "must be given again, since notices would go to another address";
    throw unprocessable("The body does not fit.", [{ path: "secrets", message }]);
  }
  const { secrets, signingSecret } = withSigningSecret(kind, merged);
  return { settings, secrets: parse("secrets", kind, secrets) as SecretMap, signingSecret };
}

/** Where a channel's secrets are sent to. */
function targetOf(kind: ChannelKind, settings: Record<string, unknown>): string {
  if (kind === "email") return JSON.stringify(settings.server ?? null);
  return typeof settings.url === "string" ? new URL(settings.url).origin : "";
}

function parse(part: "settings" | "secrets", kind: ChannelKind, value: unknown): Record<string, unknown> {
  const parsed = configurationSchemas[part][kind].safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = inputFaults(parsed.error).map(({ path, message }) => ({
    path: [part, path].filter(Boolean).join("."),
    message,
  }));
  throw unprocessable("The body does not fit.", faults);
}

/** A webhook signs in any case: it gets a secret where it has none. */
export function withSigningSecret(
  kind: ChannelKind,
  secrets: SecretMap,
): { secrets: SecretMap; signingSecret?: string } {
  if (kind !== "webhook" || secrets.secret) return { secrets };
  const signingSecret = newSigningSecret();
  return { secrets: { ...secrets, secret: signingSecret }, signingSecret };
}

/** The secrets that are given. */
export function present(secrets: Record<string, string | null | undefined>): SecretMap {
  return Object.fromEntries(
    Object.entries(secrets).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** Says at once what sending would say later, of addresses that are inner ones as they stand. @throws Problem 422 */
export function refuseInner(env: NotifyEnv, { settings, secrets }: Configured): void {
  const allowance = parseAllowance(env.OUTBOUND_ALLOW);
  const { server } = settings as { server?: { host: string } | null };
  const targets: [string, string | undefined][] = [
    ["settings.url", hostOf(settings.url)],
    ["settings.server.host", server?.host],
    ["secrets.webhook_url", hostOf(secrets.webhook_url)],
  ];
  const faults = targets.flatMap(([path, host]): InputFault[] =>
    host && allowance && isPlainlyInner(host, allowance)
      ? [{ path, message: "is an inner address; OUTBOUND_ALLOW can allow it" }]
      : [],
  );
  if (faults.length > 0) throw unprocessable("Notices may not go there.", faults);
}

const hostOf = (url: unknown): string | undefined => (typeof url === "string" ? new URL(url).hostname : undefined);
