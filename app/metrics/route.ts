import { authorise } from "@/lib/access/authorise";
import { notFound } from "@/lib/http/problem";
import { refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { CONTENT_TYPES, formatOf } from "@/lib/telemetry/metrics/exposition";
import { readMetrics } from "@/lib/telemetry/metrics/read";

export const dynamic = "force-dynamic";

/** Every family as Prometheus text, or as OpenMetrics where `Accept` says so. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const format = formatOf(request.headers.get("accept"));
    const { now, env, ...parts } = await runtime();
    if (env.METRICS === "off") throw notFound("METRICS=off: this process measures nothing.");
    const text = await readMetrics({ ...parts, now: now() }, format);
    return new Response(text, {
      headers: {
        "content-type": CONTENT_TYPES[format],
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        vary: "Accept",
      },
    });
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
