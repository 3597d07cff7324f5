// Runs tests/bench/run.ts: installs and builds what changed, then measures. Names of benchmarks may follow: npm run bench -- ingest
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildIfChanged } from "./build.mjs";
import { checkNode } from "./check-node.mjs";
import { installPackages } from "./install.mjs";

checkNode();
const root = resolve(fileURLToPath(import.meta.url), "..", "..");
process.chdir(root);
installPackages(root);
await buildIfChanged(root);
const { build } = await import("esbuild");
const outfile = resolve(root, "dist", "bench", "run.js");
await build({
  entryPoints: ["tests/bench/run.ts"],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  logLevel: "warning",
});
await import(pathToFileURL(outfile).href);
