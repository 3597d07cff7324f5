import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "drizzle/schema",
  "scripts/build.mjs",
  "scripts/light-response.ts",
  "scripts/start-background.ts",
  "scripts/welcome.ts",
  "instrumentation.ts",
  "next.config.ts",
  "package-lock.json",
  "package.json",
  "postcss.config.mjs",
  "proxy.ts",
  "server.ts",
  "tsconfig.json",
];

/**
 * Builds the pages (Next) and the server (one bundle for Deno and Node) unless the sources are those of the last build.
 * Ends the process when that fails.
 * @param {string} root folder of the project
 */
export async function buildIfChanged(root) {
  const stamp = stampOf(root);
  const sources = hashOf(root);
  if (isCurrent(root, stamp, sources)) return;
  rmSync(stamp, { force: true });
  console.log("Building (the sources changed; about half a minute) …");
  await bundleServer(root);
  buildPages(root);
  writeFileSync(stamp, JSON.stringify({ sources }));
}

const stampOf = (root) => join(root, "dist", "build.json");

function isCurrent(root, stamp, sources) {
  const made = [stamp, join(root, "dist", "server.js"), join(root, ".next", "BUILD_ID")];
  return made.every((file) => existsSync(file)) && JSON.parse(readFileSync(stamp, "utf8")).sources === sources;
}

async function bundleServer(root) {
  const { build, stop } = await import("esbuild");
  mkdirSync(join(root, "dist"), { recursive: true });
  await build({
    entryPoints: { server: join(root, "server.ts") },
    outdir: join(root, "dist"),
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    inject: [join(root, "scripts", "light-response.ts")],
    sourcemap: true,
    logLevel: "warning",
  });
  // Its helper process would stay for as long as the server runs.
  await stop();
}

function buildPages(root) {
  const next = join(root, "node_modules", "next", "dist", "bin", "next");
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const done = spawnSync(process.execPath, [next, "build"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  if (done.status === 0) return;
  console.error(`${done.stdout}${done.stderr}\nThe build failed; its own words are above.`);
  process.exit(1);
}

/** A hash of the names and contents of all that the build reads. */
function hashOf(root) {
  const hash = createHash("sha256").update(process.version);
  for (const source of SOURCES)
    for (const file of filesUnder(join(root, source))) hash.update(relative(root, file)).update(readFileSync(file));
  return hash.digest("hex");
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const names = readdirSync(path).sort();
  return names.flatMap((name) => filesUnder(join(path, name)));
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = resolve(fileURLToPath(import.meta.url), "..", "..");
  // --check builds nothing, and says by its exit code whether there is anything to build.
  if (process.argv[2] === "--check") process.exit(isCurrent(root, stampOf(root), hashOf(root)) ? 0 : 1);
  await buildIfChanged(root);
}
