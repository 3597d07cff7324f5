import { authorise } from "@/lib/access/authorise";
import { readRuleHistory } from "@/lib/alerts/history";
import { historyQuery, historySpan, historySubject } from "@/lib/alerts/history/schema";
import { readRule } from "@/lib/alerts/rules";
import { readQuery } from "@/lib/http/json";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** What an alert rule measured of one subject. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const query = readQuery(request, historyQuery);
    const { db, now, kept } = await runtime();
    const context = { db, now: now(), kept };
    const rule = await readRule(context, pathSegment(request, 2));
    return json(await readRuleHistory(context, rule, historySubject(query), historySpan(query, context.now)));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
