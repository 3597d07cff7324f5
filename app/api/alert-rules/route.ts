import { authorise } from "@/lib/access/authorise";
import { ruleSchema } from "@/lib/alerts/rule";
import { createRule, listRules } from "@/lib/alerts/rules";
import { alertRuleQuerySchema, ruleCursor, rulePosition } from "@/lib/alerts/rules/schema";
import { readJson, readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Lists alert rules by id. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { limit, cursor } = readQuery(request, alertRuleQuerySchema);
    const { rules, next } = await listRules(await runtime(), { limit, ...(cursor && { after: rulePosition(cursor) }) });
    return json({ rules, next_cursor: next && ruleCursor(next) });
  });
}

/** Adds an alert rule. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const definition = await readJson(request, ruleSchema);
    const { db, now } = await runtime();
    const rule = await createRule({ db, now: now() }, actor, definition);
    return json(rule, { status: 201, headers: { location: `/api/alert-rules/${rule.id}` } });
  });
}

export const PUT = refuseMethod("GET, HEAD, POST");
export const PATCH = PUT;
export const DELETE = PUT;
export const OPTIONS = PUT;
