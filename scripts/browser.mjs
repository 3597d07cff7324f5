import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * A Chromium that runs here: the one of CHROMIUM_PATH, one found, else one installed (by apt as root on Debian, else by
 * Playwright). Undefined, after telling what to do, where none can be had.
 * @param {string} root folder of the project
 * @returns {Promise<string | undefined>} its path
 */
export async function findOrInstallBrowser(root) {
  const found = await findBrowser();
  if (found) return found;
  for (const [command, args] of waysToInstall(root)) {
    console.log(`No Chromium found; installing one: ${[command, ...args].join(" ")}`);
    if (spawnSync(command, args, { cwd: root, stdio: "inherit" }).status !== 0) continue;
    const installed = await findBrowser();
    if (installed) return installed;
  }
  console.error(
    "The end-to-end tests need a Chromium or Chrome, and none could be installed here. Do one of these, then run again:\n" +
      "  Debian, Ubuntu:  sudo apt-get install chromium\n" +
      "  elsewhere:       npx playwright install --with-deps chromium\n" +
      "  or name yours:   CHROMIUM_PATH=/path/to/chrome npm test",
  );
  return undefined;
}

async function findBrowser() {
  const { chromium } = await import("playwright");
  const places = [process.env.CHROMIUM_PATH, ...USUAL_PLACES, chromium.executablePath()];
  return places.find((path) => path && existsSync(path) && runs(path));
}

/** Present is not enough: its system libraries may be missing. */
function runs(path) {
  return spawnSync(path, ["--version"], { timeout: 20_000 }).status === 0;
}

function waysToInstall(root) {
  const ways = [[process.execPath, [join(root, "node_modules", "playwright", "cli.js"), "install", "chromium"]]];
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    ways.unshift(["sh", ["-c", "apt-get update && apt-get install -y --no-install-recommends chromium"]]);
  }
  return ways;
}
