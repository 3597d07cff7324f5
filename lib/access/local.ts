import { runtime } from "../runtime";
import { installationSecret } from "./installation";
import { equalBytes, hmacHex, randomText } from "./secret-text";

/** Header by which our server tells the pages that a request came from this machine. Clients cannot know its value. */
export const LOCAL_HEADER = "x-rollcall-local";
const COOKIE = "rollcall_local";
const COOKIE_MAX_AGE_SECONDS = 24 * 3600;
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const LOOPBACK_PEER = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i;
/** What proxies and tunnels add to what they pass on. */
const PROXY_HEADER = /^(x-forwarded(-.*)?|forwarded|via|x-real-ip|x-client-ip|true-client-ip|cf-.*)$/;

// Next's bundle and the server's bundle live in one process, each with its own copy of this module.
const TOKEN = Symbol.for("rollcall.access.local-token");
const SECRET = Symbol.for("rollcall.access.local-secret");
const held = globalThis as { [TOKEN]?: string; [SECRET]?: Promise<string> };

/** Makes this process's value of {@link LOCAL_HEADER}: from now on only requests that carry it are local. */
export function localToken(): string {
  held[TOKEN] ??= randomText(43);
  return held[TOKEN];
}

/**
 * Whether a request comes from this machine and asks for it by a loopback name. The name matters: a foreign site can point
 * its own name at 127.0.0.1 and so make a browser here connect. What a proxy passed on came from elsewhere.
 * @param headers by names in lower case
 */
export function isLoopback(peer: string | undefined, headers: Record<string, string | string[] | undefined>): boolean {
  const { host } = headers;
  if (peer === undefined || host === undefined || Array.isArray(host)) return false;
  if (Object.keys(headers).some((name) => PROXY_HEADER.test(name))) return false;
  return LOOPBACK_PEER.test(peer) && LOOPBACK_HOST.test(host);
}

/**
 * Whether a page may be served to this request: it came from this machine. Behind our own server the server says so; where
 * Next serves alone, the peer is not known, so HOST must be loopback and the request must not have passed a proxy.
 */
export function isLocalRequest(headers: Headers): boolean {
  if (held[TOKEN] !== undefined) return equalText(headers.get(LOCAL_HEADER) ?? "", held[TOKEN]);
  if (process.env.VERCEL || !LOOPBACK_HOST.test(process.env.HOST ?? "")) return false;
  // Next writes these itself, the peer's address too, unless a proxy has.
  const others = Object.fromEntries([...headers].filter(([name]) => !name.startsWith("x-forwarded-")));
  return isLoopback(headers.get("x-forwarded-for") ?? undefined, others);
}

/** The Set-Cookie value by which the pages' own fetches may read for a day. */
export async function localCookie(now: Date): Promise<string> {
  const issued = String(now.getTime());
  const value = `${issued}.${await sign(issued)}`;
  return `${COOKIE}=${value}; Path=/; Max-Age=${COOKIE_MAX_AGE_SECONDS}; HttpOnly; SameSite=Strict`;
}

/** Whether the request carries a cookie of ours that has not run out. */
export async function hasLocalSession(headers: Headers): Promise<boolean> {
  const value = cookieOf(headers);
  const [issued, signature] = value?.split(".") ?? [];
  if (!issued || !signature || !/^\d{1,16}$/.test(issued)) return false;
  const ageMs = (await runtime()).now().getTime() - Number(issued);
  if (Math.abs(ageMs) > COOKIE_MAX_AGE_SECONDS * 1000) return false;
  return equalText(signature, await sign(issued));
}

async function sign(issued: string): Promise<string> {
  held[SECRET] ??= runtime()
    .then(installationSecret)
    .catch((error) => {
      held[SECRET] = undefined;
      throw error;
    });
  return hmacHex(await held[SECRET], `local-session:${issued}`);
}

function cookieOf(headers: Headers): string | undefined {
  for (const part of (headers.get("cookie") ?? "").split(";")) {
    const [name, value] = part.trim().split("=");
    if (name === COOKIE) return value;
  }
  return undefined;
}

function equalText(a: string, b: string): boolean {
  const encoder = new TextEncoder();
  return equalBytes(encoder.encode(a), encoder.encode(b));
}
