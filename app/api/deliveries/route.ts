import { authorise } from "@/lib/access/authorise";
import { readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { listDeliveries } from "@/lib/notify/deliveries";
import { deliveryListQuery } from "@/lib/notify/delivery";
import { runtime } from "@/lib/runtime";

/** The log of deliveries, newest first. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "admin", "alerts.manage");
    const query = readQuery(request, deliveryListQuery);
    return json(await listDeliveries(await runtime(), query));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
