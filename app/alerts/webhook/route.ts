import { authorise } from "@/lib/access/authorise";
import { alertmanagerSchema, receiveAlerts } from "@/lib/alerts/webhook";
import { readJson } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Takes alerts of an Alertmanager into the incidents. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "ingest");
    const payload = await readJson(request, alertmanagerSchema);
    const { db, env, feed, now } = await runtime();
    const answer = await receiveAlerts({ db, now: now(), publicUrl: env.PUBLIC_URL }, payload);
    feed.wake();
    return json(answer);
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
