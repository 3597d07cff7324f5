import { forbidden, tooManyRequests, unauthorized } from "../http/problem";
import { runtime } from "../runtime";
import { bearerOf } from "./bearer";
import { type Gate, gateOf } from "./gate";
import { hasLocalSession } from "./local";
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
  const token = bearerOf(request.headers.get("authorization"));
  const principal = token === null ? await operatorOf(request) : await gate.verifier.verify(token);
  if (!principal) throw unauthorized();
  if (principal.role) {
    const needed = permission ?? (scope === "read" ? "read" : undefined);
    if (!needed || !may(principal.role, needed)) throw forbidden(`The role ${principal.role} does not allow this.`);
  } else if (!covers(principal.scope, scope)) {
    throw forbidden(`Scope ${scope} is needed; this key has ${principal.scope}.`);
  }
  const wait = gate.rateLimit.take(principal.id, performance.now());
  if (wait > 0) throw tooManyRequests("This key asks faster than RATE_LIMIT_PER_SECOND allows.", wait);
  return principal;
}

/** Who is signed in. Until sign-in exists, a browser on the machine itself stands for an administrator. */
async function operatorOf(request: Request): Promise<Principal | null> {
  if (!(await hasLocalSession(request.headers))) return null;
  if (!isSafeMethod(request.method) && !isSameOrigin(request.headers)) {
    throw forbidden("A change by cookie must come from Rollcall's own pages.");
  }
  return { kind: "operator", id: "local", name: "This machine", scope: "read", role: "admin" };
}
