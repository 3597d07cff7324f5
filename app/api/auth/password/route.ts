import { authoriseSelf, principalOf } from "@/lib/access/authorise";
import { gateOf } from "@/lib/access/gate";
import { changePassword } from "@/lib/access/sessions";
import { passwordChangeSchema } from "@/lib/access/user-schema";
import { readJson } from "@/lib/http/json";
import { refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Changes the operator's own password and ends their other sessions. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const session = await authoriseSelf(request);
    const { current_password: current, new_password: chosen } = await readJson(request, passwordChangeSchema);
    const context = await runtime();
    const { db, now } = context;
    await changePassword({ db, now: now(), actor: principalOf(session) }, session, { current, chosen });
    gateOf(context).sessions.forget(({ id, operator }) => operator.id === session.operator.id && id !== session.id);
    return new Response(null, { status: 204 });
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
