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
import { findOrInstallPrograms } from "./debian-programs.mjs";
import { installPackages } from "./install.mjs";
import { outcomeOfPlaywright, outcomeOfTool, outcomeOfVitest, printTroubles, together } from "./test-report.mjs";

checkNode();
const root = resolve(fileURLToPath(import.meta.url), "..", "..");
process.chdir(root);
const reports = mkdtempSync(join(tmpdir(), "rollcall-reports-"));

/** Every phase in the order of `npm test`: its name, and what runs it and tells its outcome. */
const PHASES = {
  lint: () => tool("@biomejs/biome", "biome", ["ci", "."]),
  types: () => tool("typescript", "tsc", ["--noEmit"]),
  unit: () => vitest("unit"),
  database: () => vitest("database"),
  // Each mounting and each driver once: together with `deno` below, all three of both.
  api: () => together([vitest("api", "lane-node", "pg"), vitest("api", "next-node", "vercel")]),
  deno: () => vitest("api", "lane-deno", "embedded"),
  monitoring: () => vitest("monitoring"),
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
// Without them, the tests that run them fail and say so.
if (["api", "deno", "monitoring", "faults"].some((name) => names.includes(name))) findOrInstallPrograms();
await buildIfChanged(root);

const results = [];
for (const name of names) {
  console.log(`\n── ${name} ${"─".repeat(70 - name.length)}`);
  const startedAt = Date.now();
  const outcome = await PHASES[name]();
  results.push({ name, outcome, seconds: (Date.now() - startedAt) / 1000 });
}
rmSync(reports, { recursive: true, force: true });

for (const { name, outcome } of results) printTroubles(name, outcome);
console.log();
for (const { name, outcome, seconds } of results)
  console.log(`${line(name.padEnd(10), outcome)} (${seconds.toFixed(1)} s)`);
const total = together(results.map(({ outcome }) => outcome));
console.log(line("in all    ", total));
process.exit(total.failures.length > 0 ? 1 : 0);

function line(name, { passed, failures, flaky }) {
  const again = flaky.length > 0 ? `, ${flaky.length} flaky` : "";
  return `${failures.length > 0 ? "FAILED" : "passed"}  ${name} ${passed} passed, ${failures.length} failed${again}`;
}

function tool(packageName, bin, args) {
  return outcomeOfTool(bin, run(programOf(packageName, bin), args).status === 0);
}

function vitest(project, mounting = "lane-node", driver = "pg") {
  if (project === "api") console.log(`API suite on ${mounting}, database by ${driver}`);
  const report = join(reports, `${project}-${mounting}.json`);
  const args = ["run", "--project", project, "--reporter=default", "--reporter=./scripts/vitest-report.mjs"];
  const env = { ROLLCALL_TEST_MOUNTING: mounting, ROLLCALL_TEST_DRIVER: driver, TEST_REPORT: report };
  return outcomeOfVitest(report, run(programOf("vitest", "vitest"), args, env).status);
}

async function playwright() {
  const browser = await findOrInstallBrowser(root);
  if (!browser) return outcomeOfTool("a browser", false);
  const report = join(reports, "e2e.json");
  const env = { CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report, E2E_DATA_DIR: join(reports, "e2e") };
  const { status } = run(programOf("@playwright/test", "playwright"), ["test", "--reporter=list,json"], env);
  return outcomeOfPlaywright(report, status);
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
