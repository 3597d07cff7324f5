import type { Database } from "../db/client";
import { installationSecret } from "./installation";
import { findSetting } from "./store";

const PURPOSE = new TextEncoder().encode("rollcall sealed secrets");
const IV_BYTES = 12;

/** A key that seals, and the name under which sealed text refers to it. */
interface SealingKey {
  id: string;
  key: CryptoKey;
}

/** The keys of an installation: the first seals, every one opens. */
export type Keyring = readonly SealingKey[];

/** What of the environment decides the keys. */
export interface KeyringEnv {
  ROLLCALL_SECRET?: string | undefined;
  ROLLCALL_SECRET_PREVIOUS?: string | undefined;
}

/**
 * The keys by which secrets are kept at rest, derived from the installation's secret. What `ROLLCALL_SECRET_PREVIOUS`, or
 * the secret that the database kept before there was a `ROLLCALL_SECRET`, has sealed can be opened too.
 */
export async function openKeyring({ db, env }: { db: Database; env: KeyringEnv }): Promise<Keyring> {
  const { ROLLCALL_SECRET, ROLLCALL_SECRET_PREVIOUS } = env;
  const current = await installationSecret({ db, env: ROLLCALL_SECRET ? { ROLLCALL_SECRET } : {} });
  const kept = ROLLCALL_SECRET ? await findSetting(db, "installation_secret") : undefined;
  const secrets = [current, ROLLCALL_SECRET_PREVIOUS, kept].filter((secret) => secret !== undefined);
  return Promise.all([...new Set(secrets)].map(deriveKey));
}

/**
 * Seals a text by AES-256-GCM: `key id.iv.ciphertext`, the latter two in base64url.
 * @param owner whose it is; it opens for no other, so that rows cannot be swapped
 */
export async function seal(text: string, owner: string, [current]: Keyring): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const ciphertext = await crypto.subtle.encrypt(algorithm(iv, owner), current!.key, new TextEncoder().encode(text));
  return [current!.id, toBase64Url(iv), toBase64Url(new Uint8Array(ciphertext))].join(".");
}

/** What was sealed, and whether the key is one that should not be used any more; null where no key of ours opens it. */
export async function unseal(
  sealed: string,
  owner: string,
  keyring: Keyring,
): Promise<{ text: string; isStale: boolean } | null> {
  const [id, iv, ciphertext] = sealed.split(".");
  const found = keyring.find((key) => key.id === id);
  if (!found || !iv || !ciphertext) return null;
  try {
    const text = await crypto.subtle.decrypt(algorithm(fromBase64Url(iv), owner), found.key, fromBase64Url(ciphertext));
    return { text: new TextDecoder().decode(text), isStale: found !== keyring[0] };
  } catch {
    return null;
  }
}

async function deriveKey(secret: string): Promise<SealingKey> {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), "HKDF", false, ["deriveBits"]);
  const derive = (salt: string, bits: number) =>
    crypto.subtle.deriveBits(
      { name: "HKDF", hash: "SHA-256", salt: new TextEncoder().encode(salt), info: PURPOSE },
      base,
      bits,
    );
  const key = await crypto.subtle.importKey("raw", await derive("key", 256), "AES-GCM", false, ["encrypt", "decrypt"]);
  return { id: toBase64Url(new Uint8Array(await derive("id", 64))), key };
}

const algorithm = (iv: Uint8Array<ArrayBuffer>, owner: string): AesGcmParams => ({
  name: "AES-GCM",
  iv,
  additionalData: new TextEncoder().encode(owner),
});

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}
