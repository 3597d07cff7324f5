const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether a method only reads. */
export const isSafeMethod = (method: string): boolean => SAFE_METHODS.has(method);

/**
 * Whether a request that a cookie vouches for comes from our own pages, as the browser tells: by `Sec-Fetch-Site`, else
 * by an `Origin` that names the host asked for. A browser sends at least one with every change; without either: no.
 * @param site the origin at which browsers reach us, where a proxy changes the host
 */
export function isSameOrigin(headers: Headers, site?: string): boolean {
  const told = headers.get("sec-fetch-site");
  if (told !== null) return told === "same-origin";
  const origin = headers.get("origin");
  const host = headers.get("host");
  if (origin !== null && origin === site) return true;
  if (origin === null || host === null || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}
