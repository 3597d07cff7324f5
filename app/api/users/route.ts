import { authorise } from "@/lib/access/authorise";
import { siteOf } from "@/lib/access/caller";
import {
  invitationView,
  newUserSchema,
  pageQuerySchema,
  userCursor,
  userPosition,
  userView,
} from "@/lib/access/user-schema";
import { createUser, listUsers } from "@/lib/access/users";
import { readJson, readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Lists operators, oldest first. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "admin", "users.manage");
    const { limit, cursor } = readQuery(request, pageQuerySchema);
    const { db } = await runtime();
    const { users, next } = await listUsers({ db }, { limit, ...(cursor && { after: userPosition(cursor) }) });
    return json({ users: users.map(userView), next_cursor: next && userCursor(next) });
  });
}

/** Adds an operator and shows the link by which they set their password, this once. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "users.manage");
    const wanted = await readJson(request, newUserSchema);
    const { db, env, now } = await runtime();
    const { user, invitation } = await createUser({ db, env, now: now(), actor }, wanted);
    const body = { ...userView(user), invitation: invitationView(invitation, siteOf(request.headers, env)) };
    return json(body, { status: 201, headers: { location: `/api/users/${user.id}` } });
  });
}

export const PUT = refuseMethod("GET, HEAD, POST");
export const PATCH = PUT;
export const DELETE = PUT;
export const OPTIONS = PUT;
