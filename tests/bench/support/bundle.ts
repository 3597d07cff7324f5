import { basename, resolve } from "node:path";
import { build } from "esbuild";

/** Bundles a TypeScript program for Node and Deno, as the server itself is bundled. @returns the bundle's path */
export async function bundle(entry: string): Promise<string> {
  const outfile = resolve("dist", "bench", `${basename(entry, ".ts")}.js`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    inject: ["scripts/light-response.ts"],
    logLevel: "warning",
  });
  return outfile;
}
