import { badRequest } from "../http/problem";
import { runtime } from "../runtime";
import { authorise } from "./authorise";
import { gateOf } from "./gate";
import type { Principal } from "./scope";

/** Whose sessions a request is about. */
export interface SessionOwner {
  userId: string;
  /** The session by which the request came, where it is one of theirs. */
  currentId: string | null;
  actor: Principal;
}

/**
 * Lets operators at their own sessions, and whoever manages operators at everybody's.
 * @param userId another operator's; undefined: the caller's own
 * @throws Problem 401, 403, 400 for a key that does not say whose
 */
export async function authoriseSessions(request: Request, userId: string | undefined): Promise<SessionOwner> {
  const session = request.headers.has("authorization")
    ? null
    : await gateOf(await runtime()).sessions.verify(request.headers);
  if (session && (userId === undefined || userId === session.operator.id)) {
    const actor = await authorise(request, "read", "read");
    return { userId: session.operator.id, currentId: session.id, actor };
  }
  const actor = await authorise(request, "admin", "users.manage");
  if (userId === undefined)
    throw badRequest("Say whose: user_id.", [{ path: "user_id", message: "is needed with a key" }]);
  return { userId, currentId: null, actor };
}
