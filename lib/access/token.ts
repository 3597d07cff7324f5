import type { Scope } from "./scope";
import { equalBytes, hmacHex, randomText } from "./secret-text";

const PREFIX_LENGTH = 10;
/** 190 random bits. */
const SECRET_LENGTH = 32;
const TOKEN = new RegExp(`^rc_[ira]_([A-Za-z0-9]{${PREFIX_LENGTH}})[A-Za-z0-9]{${SECRET_LENGTH}}$`);
const LETTER: Record<Scope, string> = { ingest: "i", read: "r", admin: "a" };

/** A new key as it is shown once, and the prefix under which its row is found. */
export interface NewToken {
  token: string;
  prefix: string;
}

/** Makes the text of a new key: `rc_<i|r|a>_<prefix><secret>`. */
export function newToken(scope: Scope): NewToken {
  const prefix = randomText(PREFIX_LENGTH);
  return { token: `rc_${LETTER[scope]}_${prefix}${randomText(SECRET_LENGTH)}`, prefix };
}

/** The prefix of a key, or null for what cannot be one. */
export function prefixOf(token: string): string | null {
  return TOKEN.exec(token)?.[1] ?? null;
}

/** What is stored of a key: HMAC-SHA256 over all of it, so the scope letter is covered too. */
export function hashToken(token: string, installationSecret: string): Promise<string> {
  return hmacHex(installationSecret, `api-key:${token}`);
}

/** Whether a key is the one whose hash was stored. */
export async function matchesHash(token: string, hash: string, installationSecret: string): Promise<boolean> {
  const encoder = new TextEncoder();
  return equalBytes(encoder.encode(await hashToken(token, installationSecret)), encoder.encode(hash));
}
