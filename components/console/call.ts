import { connectionOf, tellConnection } from "./connection";

const TIMEOUT_MS = 15_000;

/** What a change was answered: its data, or the reason in words that an operator understands. */
export type Answer<T> = { ok: true; data: T } | { ok: false; reason: string };

interface ProblemBody {
  title?: string;
  detail?: string;
  errors?: { path: string; message: string }[];
}

/**
 * Asks the API for a change, as the operator who is signed in.
 * @param path the route, on this origin
 * @param body sent as JSON; left out, nothing is sent
 * @returns never throws: what went wrong is in the answer
 */
export async function call<T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { accept: "application/json", ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    tellConnection("lost");
    return { ok: false, reason: "Rollcall does not answer. Nothing is known to have changed; try again." };
  }
  tellConnection(connectionOf(response.status));
  if (response.ok) return { ok: true, data: response.status === 204 ? (null as T) : await response.json() };
  const problem: ProblemBody = await response.json().catch(() => ({}));
  return { ok: false, reason: reasonOf(response.status, problem) };
}

function reasonOf(status: number, { title, detail, errors }: ProblemBody): string {
  if (status === 401) return "Your session has ended. Sign in again, then repeat this.";
  const faults = (errors ?? []).map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; ");
  return [detail ?? title ?? `Rollcall answered ${status}.`, faults].filter(Boolean).join(" ");
}
