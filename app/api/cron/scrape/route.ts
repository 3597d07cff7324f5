import { authoriseCron } from "@/lib/access/cron";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { scrapeDue } from "@/lib/scrape/run";

export const dynamic = "force-dynamic";
export const maxDuration = 60;

/** Scrapes the targets that are due. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const context = await runtime();
    await authoriseCron(request, context.env);
    return json(await scrapeDue(context));
  });
}

export const POST = GET;
export const PUT = refuseMethod("GET, HEAD, POST");
export const PATCH = PUT;
export const DELETE = PUT;
export const OPTIONS = PUT;
