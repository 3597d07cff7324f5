import { type Keyring, seal, unseal } from "../access/seal";
import type { Database } from "../db/client";
import { type StoredChannel, updateSealed } from "./store";

/** Secrets of a channel by name. */
export type SecretMap = Record<string, string>;

/** Seals the secrets of a channel; null where there are none. */
export async function sealSecrets(keyring: Keyring, channelId: string, secrets: SecretMap): Promise<string | null> {
  return Object.keys(secrets).length === 0 ? null : seal(JSON.stringify(secrets), channelId, keyring);
}

/**
 * The secrets of a channel. Those that a former key has sealed are sealed anew on the way.
 * @returns null where no key opens them: they have to be entered again
 */
export async function openSecrets(
  { db, keyring }: { db: Database; keyring: Keyring },
  { id, sealed }: Pick<StoredChannel, "id" | "sealed">,
): Promise<SecretMap | null> {
  if (sealed === null) return {};
  const opened = await unseal(sealed, id, keyring);
  if (!opened) return null;
  if (opened.isStale) await updateSealed(db, id, sealed, await seal(opened.text, id, keyring));
  return JSON.parse(opened.text) as SecretMap;
}

/** A text in which no secret stands any more. */
export function withoutSecrets(text: string, secrets: SecretMap): string {
  return Object.values(secrets)
    .filter((secret) => secret.length > 0)
    .reduce((safe, secret) => safe.replaceAll(secret, "[redacted]"), text);
}
