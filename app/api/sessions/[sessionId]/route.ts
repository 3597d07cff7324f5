import { authorise } from "@/lib/access/authorise";
import { gateOf } from "@/lib/access/gate";
import { authoriseSessions } from "@/lib/access/session-owner";
import { endSessions, getSession } from "@/lib/access/sessions";
import { pathSegment } from "@/lib/http/path";
import { notFound } from "@/lib/http/problem";
import { refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

const SESSION_ID = 2;

/** Ends a session: at once in this process, within 5 s in every other. Another operator's needs `users.manage`. */
export function DELETE(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "admin", "read");
    const context = await runtime();
    const session = await getSession(context, pathSegment(request, SESSION_ID));
    const { userId, actor } = await authoriseSessions(request, session.userId);
    const ended = await endSessions({ db: context.db, now: context.now(), actor }, userId, { id: session.id });
    gateOf(context).sessions.forget(({ id }) => id === session.id);
    if (ended === 0) throw notFound("There is no such session.");
    return new Response(null, { status: 204 });
  });
}

export const GET = refuseMethod("DELETE");
export const POST = GET;
export const PUT = GET;
export const PATCH = GET;
export const OPTIONS = GET;
