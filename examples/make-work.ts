// Fills a queue folder, as a world full of people with files would: most are ordinary, some cannot be read, some are huge, and
// some are pipes into which nobody ever writes. It reports nothing; the workers tell what they meet.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { pick } from "./chance.ts";
import { sleep, untilStopped } from "./lifetime.ts";
import { QueueFolder } from "./queue-folder.ts";
import { paceFactor, readArguments } from "./settings.ts";

const settings = readArguments({ folder: "", pace: "normal" });
const stopping = untilStopped();
const folder = new QueueFolder(settings.folder);
const words = "roll call bot queue file hash pack answer count minute hour alarm quiet morning ledger signal".split(
  " ",
);
let made = 0;

await folder.prepare();
console.log(`make-work: puts files into ${folder.inbox}`);
while (!stopping.aborted) {
  // A queue that nobody empties must not fill the disk.
  if ((await folder.depth()).pending < 60) await putOne();
  // Now and then somebody drops a whole folder at once.
  if (made % 40 === 0) for (let more = 0; more < 12; more++) await putOne();
  await sleep((300 + Math.random() * 900) * paceFactor(settings.pace), stopping);
}
process.exit(0);

async function putOne(): Promise<void> {
  made++;
  const name = `${Date.now()}-${String(made).padStart(5, "0")}`;
  const kind = Math.random();
  if (kind < 0.03) await put(`${name}-folder.txt`, (path) => mkdir(path));
  else if (kind < 0.05) await put(`${name}-link.txt`, (path) => symlink(join(settings.folder, "moved-away"), path));
  else if (kind < 0.08) await put(`${name}-pipe.txt`, makePipe);
  else if (kind < 0.11) await put(`${name}-huge.bin`, (path) => writeFile(path, hugeContent()));
  else await put(`${name}.log`, (path) => writeFile(path, logLines(500 + Math.floor(Math.random() ** 3 * 40_000))));
}

/** Makes something under a name that the workers overlook, then shows it to them whole. */
async function put(name: string, make: (path: string) => Promise<unknown>): Promise<void> {
  const hidden = join(folder.inbox, `.${name}`);
  await make(hidden);
  await rename(hidden, join(folder.inbox, name));
}

async function makePipe(path: string): Promise<void> {
  try {
    await promisify(execFile)("mkfifo", [path]);
  } catch {
    // A system without named pipes gets an ordinary file.
    await writeFile(path, logLines(100));
  }
}

/** 10 to 34 MB that compress badly: long work for a worker, and above its limit at times. */
function hugeContent(): Buffer {
  return randomBytes(10_000_000 + Math.floor(Math.random() * 24_000_000));
}

function logLines(count: number): string {
  const lines: string[] = [];
  for (let line = 0; line < count; line++) {
    const text = Array.from({ length: 6 }, () => pick(words)).join(" ");
    lines.push(`${new Date().toISOString()} ${line} ${text}\n`);
  }
  return lines.join("");
}
