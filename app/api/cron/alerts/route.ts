import { authoriseCron } from "@/lib/access/cron";
import { tickAlerts } from "@/lib/alerts/tick";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

export const dynamic = "force-dynamic";
export const maxDuration = 60;

/** Evaluates every alert rule once, and delivers what is due. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const context = await runtime();
    await authoriseCron(request, context.env);
    return json(await tickAlerts(context, { isDelivering: true }));
  });
}

export const POST = GET;
export const PUT = refuseMethod("GET, HEAD, POST");
export const PATCH = PUT;
export const DELETE = PUT;
export const OPTIONS = PUT;
