import { authorise } from "@/lib/access/authorise";
import { openApiDocument } from "@/lib/http/openapi/document";
import { json, refuseMethod, respond } from "@/lib/http/respond";

export const dynamic = "force-dynamic";

let description: ReturnType<typeof openApiDocument> | undefined;

/** The API in OpenAPI 3.1, made from the schemas that check its input. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    description ??= openApiDocument();
    return json(description);
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
