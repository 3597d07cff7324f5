import { authorise } from "@/lib/access/authorise";
import { resetRule } from "@/lib/alerts/rules";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

const RULE_ID = 2;

/** Brings a rule back to what it was shipped as. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const { db, now } = await runtime();
    return json(await resetRule({ db, now: now() }, actor, pathSegment(request, RULE_ID)));
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
