/** One fault of an input: where (`path`, members joined by dots; empty for the whole) and what. */
export interface InputFault {
  path: string;
  message: string;
}

/** Members of a problem beside the standard ones; `headers` go to the response, the rest into its body. */
export interface ProblemExtra {
  errors?: unknown[];
  headers?: Record<string, string>;
  [member: string]: unknown;
}

/** An HTTP error as RFC 9457 describes it. Throw it anywhere under `respond`; the client gets `application/problem+json`. */
export class Problem extends Error {
  override name = "Problem";

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly extra: ProblemExtra = {},
  ) {
    super(`${status} ${title}: ${detail}`);
  }

  /** The response for this problem; `requestId` lets an operator find it in the log. */
  toResponse(requestId: string): Response {
    const { headers, ...members } = this.extra;
    const body = {
      type: "about:blank",
      title: this.title,
      status: this.status,
      detail: this.detail,
      request_id: requestId,
      ...members,
    };
    return new Response(JSON.stringify(body), {
      status: this.status,
      headers: {
        "content-type": "application/problem+json",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-request-id": requestId,
        ...headers,
      },
    });
  }
}

/**
 * Whether an error is a Problem. By name, not by class: two bundles live in one process, each with a class of its own.
 */
export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && error.name === "Problem" && "toResponse" in error;
}

export const badRequest = (detail: string, errors?: InputFault[]) =>
  new Problem(400, "Bad request", detail, errors ? { errors } : {});
export const unauthorized = (detail = "Send a valid key: Authorization: Bearer rc_….") =>
  new Problem(401, "Unauthorized", detail, { headers: { "www-authenticate": 'Bearer realm="rollcall"' } });
export const forbidden = (detail: string) => new Problem(403, "Forbidden", detail);
export const notFound = (detail: string) => new Problem(404, "Not found", detail);
export const methodNotAllowed = (allow: string) =>
  new Problem(405, "Method not allowed", `This path answers ${allow}.`, { headers: { allow } });
export const conflict = (detail: string) => new Problem(409, "Conflict", detail);
export const contentTooLarge = (detail: string) => new Problem(413, "Content too large", detail);
export const unsupportedMediaType = (detail: string, headers: Record<string, string> = {}) =>
  new Problem(415, "Unsupported media type", detail, { headers });
export const unprocessable = (detail: string, errors: unknown[]) =>
  new Problem(422, "Unprocessable content", detail, { errors });
export const tooManyRequests = (detail: string, retryAfterSeconds: number) =>
  new Problem(429, "Too many requests", detail, { headers: { "retry-after": String(retryAfterSeconds) } });
export const unavailable = (detail: string, retryAfterSeconds = 2) =>
  new Problem(503, "Service unavailable", detail, { headers: { "retry-after": String(retryAfterSeconds) } });
