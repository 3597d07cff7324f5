import { authorise } from "@/lib/access/authorise";
import { submitEvents } from "@/lib/events/submit";
import { decodeHeartbeat } from "@/lib/http/heartbeat-body";
import { ingestResponse } from "@/lib/http/ingest-response";
import { pathSegment } from "@/lib/http/path";
import { refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** A heartbeat of the bot in the path; the body may be empty. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "ingest");
    const heartbeat = await decodeHeartbeat(request, pathSegment(request, 2));
    return ingestResponse(await submitEvents(await runtime(), [heartbeat]));
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
