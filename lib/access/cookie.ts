import { equalBytes } from "./secret-text";

/** The cookie of a session: its token and, after a dot, the signature under the session secret. */
export const SESSION_COOKIE = "rollcall.session_token";

/** A cookie's value as it was sent; undefined where there is none. */
export function cookieOf(headers: Headers, name: string): string | undefined {
  for (const part of (headers.get("cookie") ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at !== -1 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** The token in a session cookie's value, or null where the signature is not ours. */
export async function signedToken(value: string, secret: string): Promise<string | null> {
  const [, token, signature] = /^([A-Za-z0-9]{16,128})\.([A-Za-z0-9+/=]{44})$/.exec(decoded(value)) ?? [];
  if (!token || !signature) return null;
  const encoder = new TextEncoder();
  return equalBytes(encoder.encode(await signatureOf(token, secret)), encoder.encode(signature)) ? token : null;
}

async function signatureOf(token: string, secret: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(token)))));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return "";
  }
}
