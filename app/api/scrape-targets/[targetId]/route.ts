import { authorise } from "@/lib/access/authorise";
import { readJson } from "@/lib/http/json";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { targetChangeSchema } from "@/lib/scrape/target";
import { changeTarget, readTarget, removeTarget } from "@/lib/scrape/targets";

const TARGET_ID = 2;

/** One target. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "admin", "bots.manage");
    return json(await readTarget(await runtime(), pathSegment(request, TARGET_ID)));
  });
}

/** Changes a target. */
export function PATCH(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "bots.manage");
    const change = await readJson(request, targetChangeSchema);
    return json(await changeTarget({ ...(await runtime()), actor }, pathSegment(request, TARGET_ID), change));
  });
}

/** Deletes a target. */
export function DELETE(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "bots.manage");
    await removeTarget({ ...(await runtime()), actor }, pathSegment(request, TARGET_ID));
    return new Response(null, { status: 204 });
  });
}

export const POST = refuseMethod("GET, HEAD, PATCH, DELETE");
export const PUT = POST;
export const OPTIONS = POST;
