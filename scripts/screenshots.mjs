// `npm run screenshots`: pictures of every page into docs/screenshots, taken from the real data of the demo's bots.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findOrInstallBrowser } from "./browser.mjs";
import { checkNode } from "./check-node.mjs";
import { installPackages } from "./install.mjs";

const usage = `npm run screenshots -- [--minutes N] [--data FOLDER] [--only NAME,…]

Starts Rollcall and the demo, lets the bots work for N minutes (5), and takes every page, light and dark.
--data FOLDER  keep the data there, and go on with what an earlier run left: the longer the bots worked, the more there is to see
--only NAME,…  only these pictures, such as overview,bot`;

/** Every page by the name of its picture; `narrow` ones are taken at a phone's width too. */
const PAGES = [
  { name: "overview", path: "/", narrow: true },
  { name: "bots", path: "/bots", narrow: true },
  { name: "bot", path: "/bots/worker-1", narrow: true },
  { name: "job", path: ({ job }) => `/bots/worker-1/jobs/${encodeURIComponent(job)}` },
  { name: "queues", path: "/queues" },
  { name: "live", path: "/live", narrow: true },
  { name: "analytics", path: "/analytics", narrow: true },
  { name: "settings-profile", path: "/settings" },
  { name: "settings-keys", path: "/settings/keys" },
  { name: "settings-users", path: "/settings/users" },
  { name: "settings-audit", path: "/settings/audit" },
];
const WIDE = { width: 1440, height: 960 };
const NARROW = { width: 390, height: 844 };
/** Nobody reads a picture of more than this. */
const MOST_HEIGHT = 2000;

const options = readOptions();
checkNode();
const root = resolve(fileURLToPath(import.meta.url), "..", "..");
process.chdir(root);
installPackages(root);
const folder = options.data ? resolve(options.data) : mkdtempSync(join(tmpdir(), "rollcall-screenshots-"));
const pictures = join(root, "docs", "screenshots");
/** Rollcall and the demo, in the order of their start. */
const programs = [];
let ending = false;
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => end(130));
main().then(
  () => end(0),
  (error) => {
    console.error(`screenshots: ${error.message}`);
    return end(1);
  },
);

async function main() {
  const browserPath = await findOrInstallBrowser(root);
  if (!browserPath) throw new Error("no browser");
  const origin = `http://127.0.0.1:${await freePort()}`;
  const secrets = { key: randomBytes(24).toString("hex"), token: randomBytes(24).toString("hex") };
  startRollcall(origin, secrets);
  await untilReady(origin);
  start("demo.mjs", ["--pace", "fast"], { ROLLCALL_URL: origin, ROLLCALL_KEY: await makeKey(origin, secrets.key) });
  console.log(`The bots work for ${options.minutes} minutes …`);
  await pause(options.minutes * 60_000);
  const { chromium } = await import("playwright");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  const browser = await chromium.launch({ executablePath: browserPath, args });
  try {
    await takeAll(browser, origin, secrets);
  } finally {
    await browser.close();
  }
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: "string", default: "5" },
        data: { type: "string" },
        only: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const minutes = Number(values.minutes);
    if (!(minutes >= 0)) throw new Error(`--minutes must be a number, not ${values.minutes}`);
    return { data: values.data, minutes, only: values.only?.split(",") };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

function startRollcall(origin, { key, token }) {
  start("start.mjs", [], {
    HOST: "127.0.0.1",
    PORT: new URL(origin).port,
    DATABASE_URL: "",
    POSTGRES_URL: "",
    ROLLCALL_DATA_DIR: folder,
    ADMIN_API_KEY: key,
    SETUP_TOKEN: token,
    LOG_LEVEL: "warn",
  });
}

function start(script, scriptArguments, env) {
  const child = spawn(process.execPath, [join(root, "scripts", script), ...scriptArguments], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  child.on("exit", (code) => {
    if (!ending) void end(code || 1);
  });
  programs.push(child);
}

async function untilReady(origin) {
  for (let attempt = 0; attempt < 600; attempt++) {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(200);
  }
  throw new Error(`Rollcall at ${origin} did not get ready.`);
}

/** A key for the bots, as an administrator makes one. */
async function makeKey(origin, adminKey) {
  const headers = { authorization: `Bearer ${adminKey}`, "content-type": "application/json" };
  const body = JSON.stringify({ name: "demo bots", scope: "ingest" });
  const answer = await fetch(`${origin}/api/keys`, { method: "POST", headers, body });
  const { key } = await answer.json();
  if (!key) throw new Error(`No key was made: ${answer.status}`);
  return key;
}

async function takeAll(browser, origin, secrets) {
  mkdirSync(pictures, { recursive: true });
  const wanted = PAGES.filter(({ name }) => !options.only || options.only.includes(name));
  const session = await signIn(browser, origin, secrets.token);
  const facts = { job: await someFailedJob(origin, secrets.key) };
  const compress = await compressor();
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [WIDE, NARROW]) {
      const context = await browser.newContext({ baseURL: origin, colorScheme, viewport, storageState: session });
      const page = await context.newPage();
      for (const { name, path, narrow } of wanted) {
        if (viewport === NARROW && !narrow) continue;
        await page.goto(typeof path === "string" ? path : path(facts));
        await settle(page);
        const file = [name, viewport === NARROW && "390", colorScheme].filter(Boolean).join("-");
        writeFileSync(join(pictures, `${file}.png`), await compress(await take(page, viewport)));
        console.log(`docs/screenshots/${file}.png`);
      }
      await context.close();
    }
  }
}

/** The administrator of these pictures: made by the first run on this data, signed in by the later ones. */
async function signIn(browser, origin, token) {
  const context = await browser.newContext({ baseURL: origin });
  const page = await context.newPage();
  const kept = join(folder, "screenshots.json");
  const account = existsSync(kept)
    ? JSON.parse(readFileSync(kept, "utf8"))
    : { name: "Ada Okafor", email: "ada@example.com", password: randomBytes(18).toString("base64url") };
  await page.goto(existsSync(kept) ? "/sign-in" : `/set-up?token=${token}`);
  if (!existsSync(kept)) await page.locator("input[name=name]").fill(account.name);
  await page.locator("input[name=email]").fill(account.email);
  await page.locator("input[name=password]").fill(account.password);
  await page.locator("form button[type=submit]").click();
  await page.waitForURL((url) => !/^\/(sign-in|set-up)/.test(url.pathname));
  writeFileSync(kept, JSON.stringify(account), { mode: 0o600 });
  const session = await context.storageState();
  await context.close();
  return session;
}

async function someFailedJob(origin, key) {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${origin}/api/bots/worker-1/jobs?status=failed&limit=1`, { headers });
  const { jobs = [] } = await answer.json();
  return jobs[0]?.job_id ?? "none";
}

/** Waits until the page is drawn and has its first live data. */
async function settle(page) {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  await pause(2500);
}

/** The page as far as anybody would scroll; on a phone what its screen shows. */
async function take(page, viewport) {
  if (viewport === WIDE) {
    const full = await page.evaluate(() => document.documentElement.scrollHeight);
    // A window of that height, so that what sticks to its edges stands where it belongs.
    await page.setViewportSize({
      width: viewport.width,
      height: Math.max(viewport.height, Math.min(full, MOST_HEIGHT)),
    });
    await pause(300);
  }
  const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
  await page.setViewportSize(viewport);
  return picture;
}

/** Pictures of pages have few colours: a palette makes them a third as large, where Next brought its image library along. */
async function compressor() {
  const sharp = await import("sharp").then(
    (module) => module.default,
    () => undefined,
  );
  if (!sharp) return (picture) => picture;
  return (picture) => sharp(picture).png({ palette: true, quality: 90, effort: 10 }).toBuffer();
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

function pause(ms) {
  return new Promise((wake) => setTimeout(wake, ms));
}

/** Ends the demo first, then Rollcall; removes the data unless it is to be kept. */
async function end(code) {
  if (ending) return;
  ending = true;
  for (const child of programs.reverse()) {
    if (child.exitCode !== null) continue;
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  if (!options.data) rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
