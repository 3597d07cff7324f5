import { type NextRequest, NextResponse } from "next/server";
import { prefersPage } from "@/lib/http/accept";
import { requestIdOf } from "@/lib/http/request-id";

/** Gives every page its content security policy with a fresh nonce and its request id, and tells it which one was asked for. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  const requestId = requestIdOf(request);
  headers.set("x-request-id", requestId);
  headers.set("x-rollcall-path", pathOf(request.nextUrl));
  // Next takes the nonce for its own scripts from the policy in the request.
  headers.set("content-security-policy", policy);
  const negotiated = request.nextUrl.pathname === "/bots";
  // By this header next.config.ts leads to the data; the router's own requests it lets pass.
  headers.set("x-rollcall-answer", negotiated && !prefersPage(request.headers.get("accept")) ? "data" : "page");
  const response = NextResponse.next({ request: { headers } });
  if (negotiated) response.headers.append("vary", "Accept");
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-request-id", requestId);
  if (isHttps(request)) response.headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  return response;
}

// Routes with bodies stay out: a proxy cuts what it passes on at 10 MB. Static files need no policy.
export const config = {
  matcher:
    "/((?!api/|api$|bots/[^/]+/stats$|v1/|alerts/webhook|debug/|metrics|livez|readyz|_next/|[^/]+\\.(?:ico|svg|png|txt|webmanifest)$).*)",
};

function contentSecurityPolicy(nonce: string): string {
  const development = process.env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // Charts place their parts by style attributes, which no nonce can allow.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The page's address without what the router adds to it. */
function pathOf({ pathname, searchParams }: URL): string {
  const query = new URLSearchParams(searchParams);
  query.delete("_rsc");
  return query.size > 0 ? `${pathname}?${query}` : pathname;
}

function isHttps(request: NextRequest): boolean {
  return (request.headers.get("x-forwarded-proto") ?? request.nextUrl.protocol).startsWith("https");
}
