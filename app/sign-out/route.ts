import { authoriseSelf, principalOf } from "@/lib/access/authorise";
import { gateOf } from "@/lib/access/gate";
import { signOut } from "@/lib/access/sessions";
import { expiredCookie } from "@/lib/access/sign-in";
import { seeOther } from "@/lib/http/form";
import { isProblem } from "@/lib/http/problem";
import { refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Ends the session of this browser. One that has ended already is taken from it all the same. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    try {
      const session = await authoriseSelf(request);
      const context = await runtime();
      await signOut({ db: context.db, now: context.now(), actor: principalOf(session) }, session);
      gateOf(context).sessions.forget(({ id }) => id === session.id);
    } catch (error) {
      if (!isProblem(error) || error.status !== 401) throw error;
    }
    return seeOther("/sign-in", [expiredCookie()]);
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
