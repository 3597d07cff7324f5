import { authorise } from "@/lib/access/authorise";
import { changeIncident, readIncident } from "@/lib/alerts/incidents";
import { incidentChangeSchema } from "@/lib/alerts/incidents/query";
import { readJson } from "@/lib/http/json";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

const INCIDENT_ID = 2;

/** One incident with its story. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    return json(await readIncident(await runtime(), pathSegment(request, INCIDENT_ID)));
  });
}

/** Acknowledges, ends, marks or annotates an incident. */
export function PATCH(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const change = await readJson(request, incidentChangeSchema);
    const { db, env, feed, now } = await runtime();
    const context = { db, now: now(), publicUrl: env.PUBLIC_URL };
    const incident = await changeIncident(context, actor, pathSegment(request, INCIDENT_ID), change);
    feed.wake();
    return json(incident);
  });
}

export const POST = refuseMethod("GET, HEAD, PATCH");
export const PUT = POST;
export const DELETE = POST;
export const OPTIONS = POST;
