// Runs scripts/keys.ts on a Node that cannot read TypeScript: bundles it anew each time (about 50 ms), or takes the bundle
// of the last time where the bundler is not installed.
import { existsSync, renameSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { loadEnvFile } from "./env-file.mjs";

const BUNDLE = "dist/keys.js";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
loadEnvFile(".env");
const bundler = await import("esbuild").catch(() => undefined);
if (bundler) await bundle(bundler);
else if (!existsSync(BUNDLE)) throw new Error("The packages are not installed yet: run npm start once.");
await import(pathToFileURL(BUNDLE).href);

async function bundle({ build }) {
  const draft = `${BUNDLE}.${process.pid}`;
  await build({
    entryPoints: ["scripts/keys.ts"],
    outfile: draft,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    alias: { "@": "." },
    logLevel: "warning",
  });
  // Two that run at once must not read each other's half.
  renameSync(draft, BUNDLE);
}
