import { gateOf } from "@/lib/access/gate";
import { authoriseSessions } from "@/lib/access/session-owner";
import { endSessions, listSessions } from "@/lib/access/sessions";
import { sessionQuerySchema, sessionView } from "@/lib/access/user-schema";
import { readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Lists an operator's sessions, newest first: one's own, or those of another. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const { user_id } = readQuery(request, sessionQuerySchema);
    const { userId, currentId } = await authoriseSessions(request, user_id);
    const { db, now } = await runtime();
    const sessions = await listSessions({ db, now: now() }, userId);
    return json({ sessions: sessions.map((session) => sessionView(session, currentId)) });
  });
}

/** Ends one's own sessions except this one, or all those of another operator. */
export function DELETE(request: Request): Promise<Response> {
  return respond(request, async () => {
    const { user_id } = readQuery(request, sessionQuerySchema);
    const { userId, currentId, actor } = await authoriseSessions(request, user_id);
    const context = await runtime();
    const which = currentId ? { except: currentId } : {};
    const ended = await endSessions({ db: context.db, now: context.now(), actor }, userId, which);
    gateOf(context).sessions.forget(({ id, operator }) => operator.id === userId && id !== currentId);
    return json({ ended });
  });
}

export const POST = refuseMethod("GET, HEAD, DELETE");
export const PUT = POST;
export const PATCH = POST;
export const OPTIONS = POST;
