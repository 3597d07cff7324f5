// `npm test`: installs what it needs, builds, and runs every check. `node scripts/test.mjs unit api` runs only those.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findOrInstallBrowser } from "./browser.mjs";
import { buildIfChanged } from "./build.mjs";
import { checkNode } from "./check-node.mjs";
import { installPackages } from "./install.mjs";

checkNode();
const root = resolve(fileURLToPath(import.meta.url), "..", "..");
process.chdir(root);
const reports = mkdtempSync(join(tmpdir(), "rollcall-reports-"));

/** Every phase in the order of `npm test`: its name, and what runs it and counts. */
const PHASES = {
  lint: () => check("@biomejs/biome", "biome", ["ci", "."]),
  types: () => check("typescript", "tsc", ["--noEmit"]),
  unit: () => vitest("unit"),
  // Each mounting and each driver once: together with `deno` below, all three of both.
  api: () => sum([vitest("api", "lane-node", "pg"), vitest("api", "next-node", "vercel")]),
  deno: () => vitest("api", "lane-deno", "embedded"),
  faults: () => vitest("faults"),
  e2e: () => playwright(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PHASES));
if (unknown.length > 0) {
  console.error(`There is no phase ${unknown.join(", ")}. Phases: ${Object.keys(PHASES).join(", ")}`);
  process.exit(2);
}
const names = wanted.length > 0 ? wanted : Object.keys(PHASES);
installPackages(root);
await buildIfChanged(root);

const results = [];
for (const name of names) {
  console.log(`\n── ${name} ${"─".repeat(70 - name.length)}`);
  const startedAt = Date.now();
  results.push({ name, startedAt, ...(await PHASES[name]()) });
}
rmSync(reports, { recursive: true, force: true });

console.log();
for (const { name, passed, failed, startedAt, endedAt } of results) {
  const seconds = ((endedAt - startedAt) / 1000).toFixed(1);
  console.log(
    `${failed > 0 ? "FAILED" : "passed"}  ${name.padEnd(8)} ${passed} passed, ${failed} failed (${seconds} s)`,
  );
}
const total = sum(results);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

/** A tool that only says yes or no counts as one test. */
function check(packageName, bin, args) {
  const ok = run(programOf(packageName, bin), args).status === 0;
  return counted(ok ? 1 : 0, ok ? 0 : 1);
}

function vitest(project, mounting = "lane-node", driver = "pg") {
  if (project === "api") console.log(`API suite on ${mounting}, database by ${driver}`);
  const report = join(reports, `${project}-${mounting}.json`);
  const args = ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const env = { ROLLCALL_TEST_MOUNTING: mounting, ROLLCALL_TEST_DRIVER: driver };
  const { status } = run(programOf("vitest", "vitest"), args, env);
  const { numPassedTests = 0, numFailedTests = 0 } = readReport(report);
  // A run can fail without a failed test: a file that does not load, an unhandled error.
  return counted(numPassedTests, Math.max(numFailedTests, status === 0 ? 0 : 1));
}

async function playwright() {
  const browser = await findOrInstallBrowser(root);
  if (!browser) return counted(0, 1);
  const report = join(reports, "e2e.json");
  const env = { CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report, E2E_DATA_DIR: join(reports, "e2e") };
  const { status } = run(programOf("@playwright/test", "playwright"), ["test", "--reporter=list,json"], env);
  const { expected = 0, flaky = 0, unexpected = 0 } = readReport(report).stats ?? {};
  return counted(expected + flaky, Math.max(unexpected, status === 0 ? 0 : 1));
}

function run(program, args, env = {}) {
  return spawnSync(process.execPath, [program, ...args], { stdio: "inherit", env: { ...process.env, ...env } });
}

/** The script behind a package's command; run by this very Node, it needs neither npx nor a shell. */
function programOf(packageName, bin) {
  const manifest = join(root, "node_modules", packageName, "package.json");
  const declared = JSON.parse(readFileSync(manifest, "utf8")).bin;
  return createRequire(manifest).resolve(
    join(dirname(manifest), typeof declared === "string" ? declared : declared[bin]),
  );
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

function counted(passed, failed) {
  return { passed, failed, endedAt: Date.now() };
}

function sum(parts) {
  const total = (key) => parts.reduce((value, part) => value + part[key], 0);
  return counted(total("passed"), total("failed"));
}
