import { authorise } from "@/lib/access/authorise";
import { gateOf } from "@/lib/access/gate";
import { userChangeSchema, userView } from "@/lib/access/user-schema";
import { changeUser, getUser, removeUser } from "@/lib/access/users";
import { readJson } from "@/lib/http/json";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

const USER_ID = 2;

/** One operator. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "admin", "users.manage");
    return json(userView(await getUser(await runtime(), pathSegment(request, USER_ID))));
  });
}

/** Changes name or role, or disables: at once in this process, within 5 s in every other. */
export function PATCH(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "users.manage");
    const id = pathSegment(request, USER_ID);
    const change = await readJson(request, userChangeSchema);
    const context = await runtime();
    const user = await changeUser({ db: context.db, now: context.now(), actor }, id, change);
    gateOf(context).sessions.forget(({ operator }) => operator.id === id);
    return json(userView(user));
  });
}

/** Removes an operator and ends their sessions. */
export function DELETE(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "users.manage");
    const id = pathSegment(request, USER_ID);
    const context = await runtime();
    await removeUser({ db: context.db, now: context.now(), actor }, id);
    gateOf(context).sessions.forget(({ operator }) => operator.id === id);
    return new Response(null, { status: 204 });
  });
}

export const POST = refuseMethod("GET, HEAD, PATCH, DELETE");
export const PUT = POST;
export const OPTIONS = POST;
