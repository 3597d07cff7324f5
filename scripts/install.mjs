import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Installs the packages of package-lock.json unless they are there already. Ends the process when that fails.
 * @param {string} root folder of the project
 */
export function installPackages(root) {
  if (isInstalled(root)) return;
  console.log("Installing packages (once; this takes about a minute) …");
  // The build needs the development packages too, whatever NODE_ENV says.
  const common = ["--include=dev", "--no-audit", "--no-fund"];
  if (npm(root, ["ci", ...common])) return;
  // `ci` insists on every platform's packages, which not every registry has; the lock file's versions hold here too.
  console.log("npm ci failed; trying npm install …");
  if (npm(root, ["install", "--no-save", ...common])) return;
  console.error(
    "The packages could not be installed; npm's own words are above. Is the network there? Then start again.",
  );
  process.exit(1);
}

/** Whether npm did it; the npm that runs us where there is one. */
function npm(root, args) {
  const options = { cwd: root, stdio: "inherit" };
  const program = process.env.npm_execpath;
  const done = program?.endsWith("npm-cli.js")
    ? spawnSync(process.execPath, [program, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  return done.status === 0;
}

/** npm keeps a second lock file of what it has installed: every package that is not optional must be in it, at its version. */
function isInstalled(root) {
  const installed = packagesOf(join(root, "node_modules", ".package-lock.json"));
  if (!installed) return false;
  const wanted = packagesOf(join(root, "package-lock.json")) ?? {};
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || entry.optional || entry.devOptional || installed[path]?.version === entry.version,
  );
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined;
}
