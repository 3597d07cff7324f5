import { pollEvents } from "@/app/api/events/poll";
import { authorise } from "@/lib/access/authorise";
import { submitEvents } from "@/lib/events/submit";
import { decodeEvents } from "@/lib/http/events-body";
import { ingestResponse } from "@/lib/http/ingest-response";
import { refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Takes events; answers after they are committed. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "ingest");
    const events = await decodeEvents(request);
    return ingestResponse(await submitEvents(await runtime(), events));
  });
}

export { pollEvents as GET };

export const PUT = refuseMethod("GET, HEAD, POST");
export const PATCH = PUT;
export const DELETE = PUT;
export const OPTIONS = PUT;
