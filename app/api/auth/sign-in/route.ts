import { pathOfOurs } from "@/lib/access/caller";
import { signIn } from "@/lib/access/sign-in";
import { signInSchema } from "@/lib/access/user-schema";
import { respondToForm } from "@/lib/http/form";
import { refuseMethod } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Signs an operator in by password. */
export async function POST(request: Request): Promise<Response> {
  const context = await runtime();
  const back = (fields: URLSearchParams) => `/sign-in?next=${encodeURIComponent(pathOfOurs(fields.get("next")))}`;
  return respondToForm(request, { back, schema: signInSchema, site: context.env.PUBLIC_URL }, async (fields) => {
    const { operator, cookies } = await signIn(context, fields, request.headers);
    return { path: pathOfOurs(fields.next), cookies, body: { operator } };
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
