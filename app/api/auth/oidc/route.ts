import { hasOidc } from "@/lib/access/auth-options";
import { pathOfOurs } from "@/lib/access/caller";
import { beginOidc } from "@/lib/access/sign-in";
import { seeOther } from "@/lib/http/form";
import { isProblem, notFound } from "@/lib/http/problem";
import { refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Sends a browser to the OpenID provider. A link and not a form: a form may not lead to another site. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const context = await runtime();
    if (!hasOidc(context.env)) throw notFound("No OpenID provider is set up.");
    const next = pathOfOurs(new URL(request.url).searchParams.get("next"));
    try {
      const { url, cookies } = await beginOidc(context, next, request.headers);
      return seeOther(url, cookies);
    } catch (error) {
      if (!isProblem(error)) throw error;
      return seeOther("/sign-in?error=oidc");
    }
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
