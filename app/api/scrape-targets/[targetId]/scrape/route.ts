import { authorise } from "@/lib/access/authorise";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { scrapeNow } from "@/lib/scrape/targets";

/** Scrapes a target now and tells how it went. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "bots.manage");
    return json(await scrapeNow({ ...(await runtime()), actor }, pathSegment(request, 2)));
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
