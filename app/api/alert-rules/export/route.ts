import { authorise } from "@/lib/access/authorise";
import { exportRules } from "@/lib/alerts/exchange";
import { exportQuerySchema } from "@/lib/alerts/exchange/schema";
import { readQuery } from "@/lib/http/json";
import { refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Alert rules as a file, ours or one of Prometheus. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const query = readQuery(request, exportQuerySchema);
    const { db, env } = await runtime();
    const name = query.format === "yaml" ? "alert-rules.yml" : "alert-rules.prometheus.yml";
    return new Response(await exportRules({ db, publicUrl: env.PUBLIC_URL }, query), {
      headers: {
        "content-type": "application/yaml; charset=utf-8",
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
