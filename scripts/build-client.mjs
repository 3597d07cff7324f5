// `npm run build:client`: the bots' client as a package that a project of one's own installs. Another folder than dist/client may
// be named.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, stop } from "esbuild";

const root = resolve(fileURLToPath(import.meta.url), "..", "..");
const target = resolve(process.argv[2] ?? join(root, "dist", "client"));

rmSync(target, { recursive: true, force: true });
await build({
  entryPoints: [join(root, "lib", "client", "client.ts")],
  outfile: join(target, "client.js"),
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  sourcemap: true,
  // Deno looks for the types of a file that is imported by its path here.
  banner: { js: '// @ts-self-types="./client.d.ts"' },
  logLevel: "warning",
});
await stop();
declareTypes();
writeManifest();
console.log(`Made ${target}: npm install it where a bot lives, and import "rollcall/client".`);

function declareTypes() {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const args = [tsc, "-p", join(root, "lib", "client", "tsconfig.json"), "--outDir", target];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(1);
  for (const name of readdirSync(target).filter((one) => one.endsWith(".d.ts"))) {
    const file = join(target, name);
    writeFileSync(file, withFoundImports(readFileSync(file, "utf8")));
  }
}

/** Deno wants the very name of a declaration file, by which TypeScript lets only types be imported. */
function withFoundImports(declarations) {
  return declarations
    .replace(/^import \{.*\}/gm, (names) => names.replaceAll("type ", "").replace("import", "import type"))
    .replace(/"(\.\/[\w-]+)\.ts"/g, '"$1.d.ts"');
}

function writeManifest() {
  const { name, version, description, license, engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const exports = { "./client": { types: "./client.d.ts", default: "./client.js" } };
  const manifest = { name, version, description, license, type: "module", private: true, engines, exports };
  writeFileSync(join(target, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}
