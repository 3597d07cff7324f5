import { ADMIN_KEY } from "./server";

/** What came back: status, headers, and the body parsed where it is JSON. */
export interface Answer<Body = unknown> {
  status: number;
  headers: Headers;
  body: Body;
}

/** The counts of `POST /api/events`. */
export interface IngestCounts {
  accepted: number;
  duplicates: number;
  dropped: number;
  errors: { index: number; id?: string; code: string; detail: string }[];
}

export interface CallOptions extends RequestInit {
  /** The key to send; null sends none. The administrator's by default. */
  key?: string | null;
}

/** One request to a server under test. */
export async function call<Body = unknown>(url: string, options: CallOptions = {}): Promise<Answer<Body>> {
  const { key = ADMIN_KEY, ...init } = options;
  const headers = new Headers(init.headers);
  if (key !== null && !headers.has("authorization")) headers.set("authorization", `Bearer ${key}`);
  const response = await fetch(url, { redirect: "manual", ...init, headers });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  const body = (isJson && text !== "" ? JSON.parse(text) : text) as Body;
  return { status: response.status, headers: response.headers, body };
}

/** Sends JSON by POST, or by another method. */
export function send<Body = unknown>(url: string, body: unknown, options: CallOptions = {}): Promise<Answer<Body>> {
  const headers = { "content-type": "application/json", ...(options.headers as Record<string, string> | undefined) };
  return call<Body>(url, { method: "POST", ...options, headers, body: JSON.stringify(body) });
}

/** Reports events to a server under test. */
export function postEvents(server: string, events: unknown, options: CallOptions = {}): Promise<Answer<IngestCounts>> {
  return send<IngestCounts>(`${server}/api/events`, events, options);
}
