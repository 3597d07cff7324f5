import { authorise } from "@/lib/access/authorise";
import { alertOverviewQuerySchema, readAlertOverview } from "@/lib/alerts/overview";
import { readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** What fires now, and whether alerts are evaluated. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { limit } = readQuery(request, alertOverviewQuerySchema);
    const { db, now } = await runtime();
    return json(await readAlertOverview({ db, now: now() }, limit));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
