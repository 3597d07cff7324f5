import { authorise } from "@/lib/access/authorise";
import { resetRule } from "@/lib/alerts/rules";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Makes a shipped alert rule what it was shipped as. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const { db, now } = await runtime();
    return json(await resetRule({ db, now: now() }, actor, pathSegment(request, 2)));
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
