import { json, refuseMethod, respond } from "@/lib/http/respond";

export const dynamic = "force-dynamic";

/** 200 as long as this process serves at all; asks nobody else. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => json({ status: "ok" }));
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
