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
  const npm = process.env.npm_execpath;
  // The build needs the development packages too, whatever NODE_ENV says.
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
  const options = { cwd: root, stdio: "inherit" };
  const done = npm?.endsWith("npm-cli.js")
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (done.status === 0) return;
  console.error("npm ci failed; its own words are above. Is the network there? Then start again.");
  process.exit(1);
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
