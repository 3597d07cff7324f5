const ACCEPTABLE = /^[A-Za-z0-9._:-]{1,100}$/;

// Made when first needed: some edge runtimes allow no random numbers while a module loads.
let origin: string | undefined;
let count = 0;

/** The id under which a request is found in the log: the client's own `x-request-id` if it is sane, else a new one. */
export function requestIdOf(request: Request): string {
  return requestIdFrom(request.headers.get("x-request-id"));
}

/** {@link requestIdOf} of what stands in the header. */
export function requestIdFrom(sent: string | string[] | null | undefined): string {
  return typeof sent === "string" && ACCEPTABLE.test(sent) ? sent : newRequestId();
}

/** Unique over processes by its random half, within one by its count: far cheaper than random bytes for each request. */
function newRequestId(): string {
  origin ??= crypto.randomUUID().slice(0, 13).replace("-", "");
  count += 1;
  return `${origin}-${count.toString(36)}`;
}
