import { authorise } from "@/lib/access/authorise";
import { previewBodySchema } from "@/lib/alerts/history/schema";
import { previewRule } from "@/lib/alerts/preview";
import { readJson } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Tells what a rule would measure and when it would have fired, before it is saved. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "admin", "alerts.manage");
    const rule = await readJson(request, previewBodySchema);
    const { db, now, kept } = await runtime();
    return json(await previewRule({ db, now: now(), kept }, rule));
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
