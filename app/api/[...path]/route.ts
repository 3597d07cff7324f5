import { notFound } from "@/lib/http/problem";
import { respond } from "@/lib/http/respond";

/** What no other route under /api answers. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    throw notFound("There is no such path. See /api/openapi.json.");
  });
}

export const POST = GET;
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
