import { authorise } from "@/lib/access/authorise";
import { listIncidents } from "@/lib/alerts/incidents";
import { incidentCursor, incidentQuerySchema } from "@/lib/alerts/incidents/query";
import { readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Incidents, those that fired last first. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { incidents, next } = await listIncidents(await runtime(), readQuery(request, incidentQuerySchema));
    return json({ incidents, next_cursor: next && incidentCursor(next) });
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
