import { authorise } from "@/lib/access/authorise";
import { pathSegment } from "@/lib/http/path";
import { refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { removeView } from "@/lib/views/views";

/** Deletes a saved view. */
export function DELETE(request: Request): Promise<Response> {
  return respond(request, async () => {
    const principal = await authorise(request, "admin", "bots.manage");
    const { db, now } = await runtime();
    await removeView({ db, now: now() }, principal, pathSegment(request, 2));
    return new Response(null, { status: 204 });
  });
}

export const GET = refuseMethod("DELETE");
export const POST = GET;
export const PUT = GET;
export const PATCH = GET;
export const OPTIONS = GET;
