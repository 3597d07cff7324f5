import { env } from "@/lib/env";
import { Refusal, UsageError } from "./usage";

const GIVE_UP_MS = 15_000;

/** The options of every command that asks a running Rollcall. */
export const API_OPTIONS = { url: { type: "string" }, key: { type: "string" } } as const;
export const API_USAGE = `  --url URL   of the running Rollcall; http://127.0.0.1:PORT otherwise
  --key KEY   of scope read or admin; ADMIN_API_KEY otherwise`;

export interface Api {
  url: string;
  key: string;
}

/** The Rollcall that is asked. @throws UsageError without a key */
export function apiOf({ url, key = env().ADMIN_API_KEY }: { url?: string | undefined; key?: string | undefined }): Api {
  if (!key) throw new UsageError("Set ADMIN_API_KEY, or name a key of scope read: --key KEY");
  return { url: serverUrl(url), key };
}

/** Where the Rollcall of this machine listens, unless another is named. */
export const serverUrl = (url: string | undefined): string =>
  (url ?? `http://127.0.0.1:${env().PORT}`).replace(/\/+$/, "");

/** What an API route answers. @throws Refusal that says what is wrong */
export async function get<Body>({ url, key }: Api, path: string): Promise<Body> {
  const response = await reach(`${url}${path}`, { authorization: `Bearer ${key}` });
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as Body;
  if (response.status === 401) throw new Refusal(`${url} does not know this key. Is ADMIN_API_KEY the server's?`);
  throw new Refusal(`${url}${path} answered ${response.status}: ${text.slice(0, 500)}`);
}

/** @throws Refusal where nobody answers */
export async function reach(url: string, headers: Record<string, string> = {}): Promise<Response> {
  try {
    return await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(GIVE_UP_MS) });
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Refusal(`${url} does not answer (${reason}). Does Rollcall run there? Else: --url URL, or PORT.`);
  }
}
