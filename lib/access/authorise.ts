import { forbidden, tooManyRequests, unauthorized } from "../http/problem";
import { runtime } from "../runtime";
import { bearerOf } from "./bearer";
import { type Gate, gateOf } from "./gate";
import { hasLocalSession } from "./local";
import { isSafeMethod, isSameOrigin } from "./origin";
import { covers, type Principal, type Scope } from "./scope";

/**
 * Lets a request through whose key, or for reading whose local session, has the scope, and takes one request from its rate.
 * @throws Problem 401 (no key, a bad key), 403 (wrong scope, foreign origin), 429 (too fast)
 */
export async function authorise(request: Request, scope: Scope): Promise<Principal> {
  return admit(gateOf(await runtime()), request, scope);
}

/** {@link authorise} at a given gate. */
export async function admit(gate: Gate, request: Request, scope: Scope): Promise<Principal> {
  const token = bearerOf(request.headers.get("authorization"));
  const principal = token === null ? await localPrincipal(request) : await gate.verifier.verify(token);
  if (!principal) throw unauthorized();
  if (!covers(principal.scope, scope)) {
    throw forbidden(`Scope ${scope} is needed; this key has ${principal.scope}.`);
  }
  const wait = gate.rateLimit.take(principal.id, performance.now());
  if (wait > 0) throw tooManyRequests("This key asks faster than RATE_LIMIT_PER_SECOND allows.", wait);
  return principal;
}

/** Our own pages, read on the machine itself: the session cookie stands in for a read key. */
async function localPrincipal(request: Request): Promise<Principal | null> {
  if (!(await hasLocalSession(request.headers))) return null;
  if (!isSafeMethod(request.method) && !isSameOrigin(request.headers)) {
    throw forbidden("A change by cookie must come from Rollcall's own pages.");
  }
  return { kind: "local", id: "local", name: "local", scope: "read" };
}
