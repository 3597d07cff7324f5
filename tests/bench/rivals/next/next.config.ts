import type { NextConfig } from "next";

// Its own, or Next would take the one of the project above it: the rival is bare.
const config: NextConfig = {};

export default config;
