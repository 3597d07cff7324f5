/** One fault of an input: where (`path`, JSON-pointer-like with dots) and what. */
export interface InputFault {
  path: string;
  message: string;
}

/** An HTTP error as RFC 9457 describes it. Throw it anywhere under {@link respond}; the client gets `application/problem+json`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly extra: { errors?: unknown[]; headers?: Record<string, string>; [member: string]: unknown } = {},
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
        "x-request-id": requestId,
        ...headers,
      },
    });
  }
}

export const badRequest = (detail: string, errors?: InputFault[]) =>
  new Problem(400, "Bad request", detail, errors ? { errors } : {});
export const unauthorized = (detail = "Send a valid key: Authorization: Bearer rc_….") =>
  new Problem(401, "Unauthorized", detail, { headers: { "www-authenticate": 'Bearer realm="rollcall"' } });
export const forbidden = (detail: string) => new Problem(403, "Forbidden", detail);
export const notFound = (detail: string) => new Problem(404, "Not found", detail);
export const tooManyRequests = (detail: string, retryAfterSeconds: number) =>
  new Problem(429, "Too many requests", detail, { headers: { "retry-after": String(retryAfterSeconds) } });
export const unavailable = (detail: string, retryAfterSeconds = 2) =>
  new Problem(503, "Service unavailable", detail, { headers: { "retry-after": String(retryAfterSeconds) } });
