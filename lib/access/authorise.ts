import { forbidden, tooManyRequests, unauthorized } from "../http/problem";
import { runtime } from "../runtime";
import { bearerOf } from "./bearer";
import { type Gate, gateOf } from "./gate";
import type { Session } from "./operator";
import { isSafeMethod, isSameOrigin } from "./origin";
import { may, type Permission } from "./roles";
import { covers, type Principal, type Scope } from "./scope";

/**
 * Lets a request through whose key has the scope, or whose operator has the permission, and takes one request from its
 * rate. Operators may read without more; what else they may do must be named, or they are refused.
 * @throws Problem 401 (neither key nor session), 403 (wrong scope or role, foreign origin), 429 (too fast)
 */
export async function authorise(request: Request, scope: Scope, permission?: Permission): Promise<Principal> {
  return admit(gateOf(await runtime()), request, scope, permission);
}

/** {@link authorise} at a given gate. */
export async function admit(gate: Gate, request: Request, scope: Scope, permission?: Permission): Promise<Principal> {
  const principal = await identify(gate, request.headers);
  if (!principal) throw unauthorized();
  if (principal.role) {
    requireOwnPages(request, gate);
    const needed = permission ?? (scope === "read" ? "read" : undefined);
    if (!needed || !may(principal.role, needed)) throw forbidden(`The role ${principal.role} does not allow this.`);
  } else if (!covers(principal.scope, scope)) {
    throw forbidden(`Scope ${scope} is needed; this key has ${principal.scope}.`);
  }
  const wait = gate.rateLimit.take(principal.id, performance.now());
  if (wait > 0) throw tooManyRequests("This caller asks faster than RATE_LIMIT_PER_SECOND allows.", wait);
  return principal;
}

/** The session of a request that acts on the operator's own account, which no key can. @throws Problem 401, 403 */
export async function authoriseSelf(request: Request): Promise<Session> {
  const gate = gateOf(await runtime());
  const session = await gate.sessions.verify(request.headers);
  if (!session) throw unauthorized("Sign in first.");
  requireOwnPages(request, gate);
  return session;
}

/** Whom the headers' key or session stands for; null for nobody. */
export async function identify(gate: Gate, headers: Headers): Promise<Principal | null> {
  const token = bearerOf(headers.get("authorization"));
  if (token !== null) return gate.verifier.verify(token);
  const session = await gate.sessions.verify(headers);
  return session && principalOf(session);
}

/** An operator as routes and the audit log know them. */
export function principalOf({ operator }: Pick<Session, "operator">): Principal & { kind: "operator" } {
  const { id, name, role } = operator;
  return { kind: "operator", id, name, scope: "read", role };
}

function requireOwnPages(request: Request, { site }: Gate): void {
  if (isSafeMethod(request.method) || isSameOrigin(request.headers, site)) return;
  throw forbidden("A change by cookie must come from Rollcall's own pages.");
}
