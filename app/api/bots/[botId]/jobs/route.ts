import { authorise } from "@/lib/access/authorise";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { listJobs } from "@/lib/jobs/list";
import { runtime } from "@/lib/runtime";

/** A bot's runs by page, the last first. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const search = Object.fromEntries(new URL(request.url).searchParams);
    return json(await listJobs(await runtime(), pathSegment(request, 2), search));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
