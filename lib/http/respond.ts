import { isRetryable, isUnavailable, isUnstorable } from "../db/errors";
import { beginRequest } from "../telemetry/access-log";
import { type LogFields, log } from "../telemetry/log";
import { currentRequest, inRequest } from "../telemetry/request-scope";
import { badRequest, isProblem, methodNotAllowed, Problem, unavailable } from "./problem";
import { requestIdOf } from "./request-id";

/**
 * Answers a request by its handler and turns whatever is thrown into `application/problem+json`: a Problem as it is, an
 * unreachable database into 503 with Retry-After, anything else into a 500 that tells nothing but the request id.
 */
export async function respond(request: Request, handler: (requestId: string) => Promise<Response>): Promise<Response> {
  const current = currentRequest();
  if (current) return answer(request, handler, current.requestId);
  // Our own server opens the scope and measures; where another one mounts the route, that is done here.
  const requestId = requestIdOf(request);
  const end = beginRequest({ requestId, method: request.method, path: new URL(request.url).pathname });
  const response = await inRequest({ requestId }, () => answer(request, handler, requestId));
  end(response.status);
  response.headers.set("x-request-id", requestId);
  return response;
}

async function answer(
  request: Request,
  handler: (requestId: string) => Promise<Response>,
  requestId: string,
): Promise<Response> {
  try {
    return await handler(requestId);
  } catch (error) {
    return problemOf(error, request, requestId).toResponse(requestId);
  }
}

/**
 * A JSON answer that no cache keeps. Headers are a plain object on purpose: the server writes those to the socket
 * without building a Headers of them.
 */
export function json(body: unknown, init: { status?: number; headers?: Record<string, string> } = {}): Response {
  return new Response(JSON.stringify(body), {
    status: init.status ?? 200,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...init.headers,
    },
  });
}

/** A handler for the methods that a path does not have, and for OPTIONS. @param allow the ones it has, such as `GET, HEAD` */
export function refuseMethod(allow: string): (request: Request) => Promise<Response> {
  return function refuse(request) {
    return respond(request, async () => {
      if (request.method === "OPTIONS")
        return new Response(null, { status: 204, headers: { allow: `${allow}, OPTIONS` } });
      throw methodNotAllowed(allow);
    });
  };
}

function problemOf(error: unknown, request: Request, requestId: string): Problem {
  if (isProblem(error)) return error;
  if (isUnstorable(error)) return badRequest("The request has a character that no text here can hold, such as NUL.");
  const { pathname } = new URL(request.url);
  if (isUnavailable(error) || isRetryable(error)) {
    warnOfOutage({ request_id: requestId, method: request.method, path: pathname, error });
    return unavailable("The database cannot be reached just now. Nothing was acknowledged: send it again.");
  }
  log.error("request failed", { request_id: requestId, method: request.method, path: pathname, error });
  return new Problem(
    500,
    "Internal server error",
    "Rollcall could not answer. Its log has more under this request id.",
  );
}

let warnedAt = Number.NEGATIVE_INFINITY;
let unwarned = 0;

/** One line a second at most: an outage under load must not fill the disk with its own log. */
function warnOfOutage(fields: LogFields): void {
  if (performance.now() - warnedAt < 1000) {
    unwarned += 1;
    return;
  }
  log.warn("database unavailable", { ...fields, requests_since_last_line: unwarned });
  warnedAt = performance.now();
  unwarned = 0;
}
