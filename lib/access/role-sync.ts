import type { Database } from "../db/client";
import { isProblem } from "../http/problem";
import { log } from "../telemetry/log";
import { findUser } from "./operators/store";
import { type RoleClaim, roleOf } from "./role-claim";
import { changeUser } from "./users";

/**
 * Gives an operator who signs in by the OpenID provider the role that its claims give. Where no claim is looked at, the role
 * is what an administrator made it.
 */
export async function followClaim(
  { db, now }: { db: Database; now: Date },
  userId: string,
  claims: Record<string, unknown>,
  rules: RoleClaim,
): Promise<void> {
  if (rules.claim === undefined) return;
  const [user, role] = [await findUser(db, userId), roleOf(claims, rules)];
  if (!user || !role || role === user.role) return;
  const actor = { kind: "operator" as const, id: user.id, name: user.name, scope: "read" as const, role: user.role };
  await changeUser({ db, now, actor }, userId, { role }).catch((error: unknown) => {
    // The last administrator stays one whatever the provider says.
    if (!isProblem(error)) throw error;
    log.warn("role of the OpenID provider not taken over", { user: userId, role, error });
  });
}
