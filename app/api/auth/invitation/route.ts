import { gateOf } from "@/lib/access/gate";
import { acceptInvitation } from "@/lib/access/invitation";
import { signIn } from "@/lib/access/sign-in";
import { acceptanceSchema } from "@/lib/access/user-schema";
import { respondToForm } from "@/lib/http/form";
import { refuseMethod } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Sets the password that an invitation is for, and signs the operator in. */
export async function POST(request: Request): Promise<Response> {
  const context = await runtime();
  const back = (fields: URLSearchParams) => `/invitation?token=${encodeURIComponent(fields.get("token") ?? "")}`;
  return respondToForm(request, { back, schema: acceptanceSchema, site: context.env.PUBLIC_URL }, async (fields) => {
    const user = await acceptInvitation({ ...context, now: context.now() }, fields.token, fields.password);
    gateOf(context).sessions.forget(({ operator }) => operator.id === user.id);
    const { operator, cookies } = await signIn(context, { ...fields, email: user.email }, request.headers);
    return { path: "/", cookies, body: { operator } };
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
