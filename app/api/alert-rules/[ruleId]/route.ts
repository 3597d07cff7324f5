import { authorise } from "@/lib/access/authorise";
import { changeRule, readRule, removeRule } from "@/lib/alerts/rules";
import { ruleChangeSchema } from "@/lib/alerts/rules/schema";
import { readJson } from "@/lib/http/json";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

const RULE_ID = 2;

/** One alert rule. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    return json(await readRule(await runtime(), pathSegment(request, RULE_ID)));
  });
}

/** Changes an alert rule. */
export function PATCH(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const change = await readJson(request, ruleChangeSchema);
    const { db, now } = await runtime();
    return json(await changeRule({ db, now: now() }, actor, pathSegment(request, RULE_ID), change));
  });
}

/** Deletes an alert rule. */
export function DELETE(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const { db, now } = await runtime();
    await removeRule({ db, now: now() }, actor, pathSegment(request, RULE_ID));
    return new Response(null, { status: 204 });
  });
}

export const POST = refuseMethod("GET, HEAD, PATCH, DELETE");
export const PUT = POST;
export const OPTIONS = POST;
