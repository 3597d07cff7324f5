import { callerOf } from "@/lib/access/caller";
import { setUp } from "@/lib/access/set-up";
import { signIn } from "@/lib/access/sign-in";
import { setUpSchema } from "@/lib/access/user-schema";
import { respondToForm } from "@/lib/http/form";
import { refuseMethod } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Makes the first administrator by the one-time token, and signs them in. */
export async function POST(request: Request): Promise<Response> {
  const context = await runtime();
  const back = () => "/set-up";
  return respondToForm(request, { back, schema: setUpSchema, site: context.env.PUBLIC_URL }, async (fields) => {
    await setUp({ ...context, now: context.now() }, fields, callerOf(request.headers, context.env));
    const { operator, cookies } = await signIn(context, fields, request.headers);
    return { path: "/", cookies, body: { operator } };
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
