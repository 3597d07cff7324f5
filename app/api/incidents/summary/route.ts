import { authorise } from "@/lib/access/authorise";
import { summariseIncidents } from "@/lib/alerts/incidents";
import { summaryQuerySchema } from "@/lib/alerts/incidents/query";
import { readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** How fast and how right alerts were. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { from, to } = readQuery(request, summaryQuerySchema);
    const { db, now } = await runtime();
    const span = { from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined };
    return json(await summariseIncidents({ db, now: now() }, span));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
