// A worker bot: hashes and compresses every file that appears in a queue folder.
import { watch } from "node:fs";
import { readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "../lib/client/client.ts";
import { every, sleep, untilStopped } from "./lifetime.ts";
import { FileTooLargeError, press } from "./press.ts";
import { type Claim, QueueFolder } from "./queue-folder.ts";
import { connect, readArguments } from "./settings.ts";

const settings = readArguments({
  id: "worker-1",
  folder: "",
  queue: "files",
  concurrency: "3",
  "limit-mb": "24",
  "timeout-ms": "6000",
  tags: "demo,files",
});
const client = connect(settings.id, "worker", settings.id, settings.tags.split(","));
const folder = new QueueFolder(settings.folder);
const stopping = untilStopped();
const count = { done: 0, failed: 0 };
/** Aborted and made anew at each change of the folder. */
let change = new AbortController();

await folder.prepare();
const watcher = watch(folder.inbox, () => {
  change.abort();
  change = new AbortController();
});
stopping.addEventListener("abort", () => change.abort());
console.log(`${settings.id}: waits for files in ${folder.inbox}`);
const loops = Array.from({ length: Number(settings.concurrency) }, () => work(client));
loops.push(every(5000, stopping, () => sampleQueue(client)));
loops.push(every(15_000, stopping, () => checkDisk(client)));
loops.push(sleep(30_000, stopping).then(() => every(30_000, stopping, tellConsole)));
await new Promise((resolve) => stopping.addEventListener("abort", resolve));
watcher.close();
const { reported, accepted, duplicates, waiting } = await client.close({ timeoutMs: 8000 });
await Promise.race([Promise.all(loops), sleep(1000, new AbortController().signal)]);
console.log(
  `${settings.id}: stopped; ${accepted + duplicates} of ${reported} events are with Rollcall, ${waiting} are not`,
);
process.exit(0);

/** Takes one file after the other. */
async function work(bot: Client): Promise<void> {
  while (!stopping.aborted) {
    const claim = await folder.claim();
    if (claim) await handle(bot, claim);
    // The watch can miss a file on some systems, so the wait has an end.
    else await sleep(1000, change.signal);
  }
}

async function handle(bot: Client, claim: Claim): Promise<void> {
  try {
    await bot.job("press", (job) => pressFile(claim, job), {
      queue: settings.queue,
      jobId: claim.name,
      queuedAt: claim.queuedAt,
      attempts: 2,
      backoff: { baseMs: 500, capMs: 2000 },
      retryable: mayGetBetter,
      timeoutMs: Number(settings["timeout-ms"]),
      deadLetter: true,
    });
    count.done++;
    await folder.finish(claim);
  } catch {
    // The client has reported it. A job that was cut off by shutdown goes back, one that failed for good is put aside.
    if (stopping.aborted) return folder.giveBack(claim);
    count.failed++;
    await folder.bury(claim);
  }
}

type Job = Parameters<Parameters<Client["job"]>[1]>[0];

async function pressFile(claim: Claim, { signal, progress, cost }: Job): Promise<void> {
  const cpuBefore = process.cpuUsage();
  let told = 0;
  const result = await press(
    claim.path,
    join(folder.done, `${claim.name}.gz`),
    Number(settings["limit-mb"]) * 1e6,
    signal,
    (share) => {
      if (share < told + 0.25) return;
      told = share;
      progress(Math.min(100, Math.round(share * 100)), "read and compressed");
    },
  );
  const line = `${result.sha256}  ${claim.name} ${result.bytes} ${result.packedBytes}\n`;
  await writeFile(join(folder.done, `${claim.name}.sha256`), line);
  // The process's CPU time belongs to this job alone only where the bot runs one job at a time.
  if (settings.concurrency === "1") {
    const { user, system } = process.cpuUsage(cpuBefore);
    cost({ cpu_ms: Math.round((user + system) / 1000) });
  }
}

/** A directory, a dead link or a file over the limit stays what it is; a pipe may be written to yet. */
function mayGetBetter(error: unknown): boolean {
  if (error instanceof FileTooLargeError) return false;
  return !(error instanceof Error && "code" in error && ["EISDIR", "ENOENT", "EACCES"].includes(String(error.code)));
}

async function sampleQueue(bot: Client): Promise<void> {
  bot.report({ type: "queue.sampled", data: { queue: settings.queue, ...(await folder.depth()) } });
}

/** Writes and reads a small file: the disk is what this bot depends on. */
async function checkDisk(bot: Client): Promise<void> {
  const probe = join(settings.folder, `.probe-${settings.id}`);
  const startedMs = performance.now();
  try {
    const written = String(Date.now());
    await writeFile(probe, written);
    const same = (await readFile(probe, "utf8")) === written;
    await rm(probe);
    const { bavail, bsize } = await statfs(settings.folder);
    const free = bavail * bsize;
    const status = !same ? "down" : free < 500e6 ? "degraded" : "up";
    const detail = `${(free / 1e9).toFixed(1)} GB free`;
    const latency_ms = Math.round((performance.now() - startedMs) * 100) / 100;
    bot.report({ type: "dependency.checked", data: { component: "work-disk", status, latency_ms, detail } });
  } catch (error) {
    bot.report({ type: "dependency.checked", data: { component: "work-disk", status: "down", detail: String(error) } });
  }
}

async function tellConsole(): Promise<void> {
  const { pending, processing } = await folder.depth();
  console.log(
    `${settings.id}: ${count.done} done, ${count.failed} failed; queue: ${pending} wait, ${processing} in work`,
  );
}
