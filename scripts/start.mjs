// `npm start`: from a fresh clone to a running server. Before the packages are installed only Node's own modules exist.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildIfChanged } from "./build.mjs";
import { checkNode } from "./check-node.mjs";
import { loadEnvFile } from "./env-file.mjs";
import { installPackages } from "./install.mjs";

// Next names its chunks by what they are, not by their contents, so Deno's cache of compiled code would serve those of an
// older build (seen: pages answer 500 after a rebuild).
const DENO_ARGS = ["run", "--allow-all", "--no-prompt", "--no-code-cache", "--node-modules-dir=manual"];

checkNode();
const root = resolve(fileURLToPath(import.meta.url), "..", "..");
process.chdir(root);
loadEnvFile(join(root, ".env"));
installPackages(root);
await buildIfChanged(root);
runServer();

/** Runs the server on Deno or Node and passes signals on; our end is its end. */
function runServer() {
  const bundle = join(root, "dist", "server.js");
  const deno = (process.env.RUNTIME || "deno") === "deno" ? denoProgram() : undefined;
  const [command, args] = deno ? [deno, [...DENO_ARGS, bundle]] : [process.execPath, ["--enable-source-maps", bundle]];
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ROLLCALL_PARENT: "pipe" };
  const server = spawn(command, args, { cwd: root, env, stdio: ["pipe", "inherit", "inherit"] });
  server.stdin.on("error", () => {});
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
  server.once("error", (error) => {
    console.error(`The server could not be started: ${error.message}`);
    process.exit(1);
  });
  server.once("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

/** The deno of the npm package, or undefined where there is none that runs here: then Node serves. */
function denoProgram() {
  const name = process.platform === "win32" ? "deno.exe" : "deno";
  const fromProject = createRequire(join(root, "package.json"));
  const found = [join("node_modules", "deno", name), ...platformDenos(fromProject, name)].find((path) =>
    existsSync(path),
  );
  if (found && spawnSync(found, ["--version"]).status === 0) return found;
  console.warn("Deno does not run on this system: serving on Node.js instead (RUNTIME=node says so from the start).");
  return undefined;
}

function platformDenos(fromProject, name) {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(fromProject.resolve("deno/package.json"), "utf8"));
  return Object.keys(optionalDependencies).map((dependency) => join(root, "node_modules", dependency, name));
}
