import { hasOidc } from "@/lib/access/auth-options";
import { endOidc } from "@/lib/access/sign-in";
import { seeOther } from "@/lib/http/form";
import { notFound } from "@/lib/http/problem";
import { refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Where the OpenID provider sends the browser back to. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const context = await runtime();
    if (!hasOidc(context.env)) throw notFound("No OpenID provider is set up.");
    const { path, cookies } = await endOidc(context, new URL(request.url).search, request.headers);
    return seeOther(path, cookies);
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
