import { authorise } from "@/lib/access/authorise";
import { siteOf } from "@/lib/access/caller";
import { inviteUser } from "@/lib/access/invitation";
import { invitationView } from "@/lib/access/user-schema";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

const USER_ID = 2;

/** Makes a new link by which an operator sets a password, shown this once; earlier ones are void. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "users.manage");
    const { db, env, now } = await runtime();
    const id = pathSegment(request, USER_ID);
    const invitation = await db.transaction((tx) => inviteUser({ db: tx, env, now: now(), actor }, id));
    return json(invitationView(invitation, siteOf(request.headers, env)), { status: 201 });
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
