// Runs a TypeScript entry point of scripts/ on a Node that cannot read TypeScript.
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { loadEnvFile } from "./env-file.mjs";

/**
 * Bundles the entry point anew (about 50 ms), or takes the bundle of the last time where the bundler is not installed, and
 * runs it in the project's folder with the variables of its `.env`.
 * @param {string} entry a path below scripts/, without its ending
 */
export async function runTypeScript(entry) {
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  loadEnvFile(".env");
  const bundle = `dist/${entry}.js`;
  const bundler = await import("esbuild").catch(() => undefined);
  if (bundler) await makeBundle(bundler, `scripts/${entry}.ts`, bundle);
  else if (!existsSync(bundle)) throw new Error("The packages are not installed yet: run npm start once.");
  await import(pathToFileURL(bundle).href);
}

async function makeBundle({ build }, entry, bundle) {
  const draft = `${bundle}.${process.pid}`;
  mkdirSync(dirname(bundle), { recursive: true });
  await build({
    entryPoints: [entry],
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
  renameSync(draft, bundle);
}
