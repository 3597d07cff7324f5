// `npm run demo`: real bots doing real work, reporting to a running Rollcall. Ctrl-C stops all of them.
import { execFile, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { loadEnvFile } from "./env-file.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const programs = ["worker-bot", "make-work", "chat-bot", "talkers", "http-service", "requesters"];
const usage = `npm run demo -- [--minutes N] [--pace slow|normal|fast]

Runs three worker bots, a chat bot and an HTTP service with real work, and reports to Rollcall.
ROLLCALL_URL   where Rollcall is (http://127.0.0.1 at PORT or 3000)
ROLLCALL_KEY   a key of scope ingest (on this machine one is made and kept in the data folder)`;

const { minutes, pace, help } = readOptions();
if (help) {
  console.log(usage);
  process.exit(0);
}
loadEnvFile(join(root, ".env"));
const url = (process.env.ROLLCALL_URL || `http://127.0.0.1:${process.env.PORT || 3000}`).replace(/\/+$/, "");
const keyFile = resolve(root, process.env.ROLLCALL_DATA_DIR || ".data", "demo-key");
const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
/** Every program under way, oldest first. */
const children = [];
let stopping = false;
let folder;

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void stop(0));
await main().catch((error) => {
  console.error(`demo: ${error.message}`);
  return stop(1);
});

async function main() {
  await awaitRollcall();
  const key = await findKey();
  folder = await mkdtemp(join(tmpdir(), "rollcall-demo-"));
  await Promise.all([bundle(join(folder, "programs")), prepareNotes(join(folder, "notes"))]);
  await startAll(key);
  console.log(`\nThe bots are at work: see them on ${url}/bots. Ctrl-C stops them.\n`);
  if (minutes > 0) setTimeout(() => void stop(0), minutes * 60_000);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: "string", default: "0" },
        pace: { type: "string", default: "normal" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const minutes = Number(values.minutes);
    if (!(minutes >= 0)) throw new Error(`--minutes must be a number, not ${values.minutes}`);
    if (!["slow", "normal", "fast"].includes(values.pace)) throw new Error("--pace must be slow, normal or fast");
    return { ...values, minutes };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** Waits up to two minutes for `/readyz`; tells at once what to do if nobody answers. */
async function awaitRollcall() {
  const deadline = Date.now() + 120_000;
  let told = false;
  while (!stopping) {
    const state = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3000) }).then(
      ({ ok, status }) => (ok ? undefined : `answers ${status}, so it is not ready yet`),
      () => "does not answer",
    );
    if (state === undefined) return;
    if (Date.now() > deadline) throw new Error(`Rollcall at ${url} ${state}. Giving up after two minutes.`);
    if (!told) {
      console.log(`Rollcall at ${url} ${state}.`);
      if (isLocal) console.log("Start it in another terminal with: npm start");
      console.log("(Another address: set ROLLCALL_URL.) Waiting for it…");
    }
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** The key of the environment, else that of the data folder if it still opens the door, else, on this machine, a new one. */
async function findKey() {
  const given = process.env.ROLLCALL_KEY?.trim();
  if (given) return given;
  const kept = existsSync(keyFile) ? (await readFile(keyFile, "utf8")).trim() : "";
  if (kept && (await isAccepted(kept))) return kept;
  if (!isLocal) throw new Error(`Set ROLLCALL_KEY to a key of scope ingest of ${url}.`);
  return await makeKey();
}

/** Sends an empty body, which registers nothing: a key that is not known is told so before the body is read. */
async function isAccepted(key) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(`${url}/api/events`, { method: "POST", headers, body: "[]" });
  return response.status !== 401 && response.status !== 403;
}

async function makeKey() {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const command = ["run", "--silent", "keys", "--", "create", "--name", "demo", "--scope", "ingest"];
  const { stdout } = await promisify(execFile)(npm, command, { cwd: root }).catch((error) => {
    throw new Error(
      `could not make a key (npm ${command.join(" ")}):\n${error.stderr || error.message}\nOr set ROLLCALL_KEY.`,
    );
  });
  const key = /\brc_i_[A-Za-z0-9_-]+/.exec(stdout)?.[0];
  if (!key) throw new Error("npm run keys printed no key. Make one yourself and set ROLLCALL_KEY.");
  await mkdir(dirname(keyFile), { recursive: true });
  await writeFile(keyFile, `${key}\n`, { mode: 0o600 });
  // An older file keeps its mode when it is written over.
  await chmod(keyFile, 0o600);
  console.log(`Made a key for the demo and kept it in ${keyFile}.`);
  return key;
}

/** The examples are TypeScript, which Node 20 does not read. */
async function bundle(target) {
  const { build, stop: endHelper } = await import("esbuild");
  await build({
    entryPoints: programs.map((name) => join(root, "examples", `${name}.ts`)),
    outdir: target,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
  });
  // Its helper process would stay for as long as the bots run.
  await endHelper();
}

async function prepareNotes(notes) {
  await mkdir(join(notes, "archive"), { recursive: true });
  for (const day of ["monday", "tuesday", "wednesday"])
    await writeFile(join(notes, `${day}.txt`), `Notes of ${day}.\n`);
}

async function startAll(key) {
  const env = { ...process.env, ROLLCALL_URL: url, ROLLCALL_KEY: key };
  const queue = join(folder, "queue");
  const worker = (id, concurrency, tags) =>
    start("worker-bot", ["--id", id, "--folder", queue, "--concurrency", concurrency, "--tags", tags], env);
  worker("worker-1", "3", "demo,files,large");
  worker("worker-2", "2", "demo,files");
  worker("worker-3", "1", "demo,files,small");
  const dictionary = join(root, "examples", "dictionary.txt");
  const chatPort = await portOf(start("chat-bot", ["--id", "chat-1", "--dictionary", dictionary], env));
  const serviceArguments = ["--id", "service-1", "--notes", join(folder, "notes"), "--chat-port", chatPort];
  const servicePort = await portOf(start("http-service", serviceArguments, env));
  start("make-work", ["--folder", queue, "--pace", pace], env);
  start("talkers", ["--port", chatPort, "--pace", pace], env);
  start("requesters", ["--port", servicePort, "--pace", pace], env);
}

function start(program, programArguments, env) {
  const child = fork(join(folder, "programs", `${program}.mjs`), programArguments, { env });
  child.on("exit", (code, signal) => {
    if (stopping) return;
    console.error(`demo: ${program} ended unexpectedly (${signal ?? code})`);
    void stop(1);
  });
  children.push({ program, child });
  return child;
}

/** The port on which a program listens, once it says so. Waits for ever where the program ends before: that ends the demo. */
function portOf(child) {
  return new Promise((resolve) => child.once("message", ({ port }) => resolve(String(port))));
}

/** Ends the world first, then the bots, so that they have nothing new to do; removes all files. */
async function stop(code) {
  if (stopping) return;
  stopping = true;
  if (children.length > 0) console.log("\nStopping the bots…");
  const isBot = ({ program }) => ["worker-bot", "chat-bot", "http-service"].includes(program);
  await Promise.all(children.filter((entry) => !isBot(entry)).map(end));
  await Promise.all(children.filter(isBot).map(end));
  if (folder) await rm(folder, { recursive: true, force: true });
  process.exit(code);
}

/** Asks a program to end, and makes it end after twelve seconds. */
function end({ child }) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const kill = setTimeout(() => child.kill("SIGKILL"), 12_000);
    child.once("exit", () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
