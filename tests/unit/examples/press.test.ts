import { execFileSync, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { press } from "@/examples/press";
import { QueueFolder } from "@/examples/queue-folder";

let folder: string;
const at = (name: string) => join(folder, name);
const endless = new AbortController().signal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-press-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("hashes and compresses a file, and tells how far it is", async () => {
  const content = Buffer.concat([randomBytes(200_000), Buffer.alloc(300_000)]);
  writeFileSync(at("in"), content);
  const shares: number[] = [];
  const pressed = await press(at("in"), at("out.gz"), 1e6, endless, (share) => shares.push(share));
  expect(gunzipSync(readFileSync(at("out.gz"))).equals(content)).toBe(true);
  expect(pressed.sha256).toBe(createHash("sha256").update(content).digest("hex"));
  expect(pressed.bytes).toBe(500_000);
  expect(pressed.packedBytes).toBe(readFileSync(at("out.gz")).length);
  expect(shares.at(-1)).toBe(1);
});

it("fails honestly on a folder, a dead link and a file over the limit, and leaves nothing behind", async () => {
  mkdirSync(at("folder"));
  symlinkSync(at("nowhere"), at("link"));
  writeFileSync(at("large"), randomBytes(2000));
  await expect(press(at("folder"), at("out"), 1e6, endless, () => {})).rejects.toMatchObject({ code: "EISDIR" });
  await expect(press(at("link"), at("out"), 1e6, endless, () => {})).rejects.toMatchObject({ code: "ENOENT" });
  await expect(press(at("large"), at("out"), 1000, endless, () => {})).rejects.toThrow("over the limit");
  expect(readdirSync(folder).filter((name) => name.startsWith("out"))).toEqual([]);
});

it.skipIf(process.platform === "win32")("can be called off a pipe that nobody writes to, ten times over", async () => {
  for (let time = 0; time < 10; time++) {
    execFileSync("mkfifo", [at(`pipe${time}`)]);
    const signal = AbortSignal.timeout(30);
    await expect(press(at(`pipe${time}`), at("out"), 1e6, signal, () => {})).rejects.toMatchObject({
      name: "TimeoutError",
    });
  }
  // The file threads are still free.
  writeFileSync(at("in"), "x");
  await press(at("in"), at("out"), 1e6, endless, () => {});
  expect(existsSync(at("out"))).toBe(true);
});

it.skipIf(process.platform === "win32")("reads a pipe to its end once somebody writes", async () => {
  execFileSync("mkfifo", [at("pipe")]);
  const pressed = press(at("pipe"), at("out"), 1e6, AbortSignal.timeout(5000), () => {});
  const writer = spawn("sh", ["-c", `(printf one; sleep 0.2; head -c 200000 /dev/zero) > '${at("pipe")}'`]);
  await once(writer, "exit");
  expect((await pressed).bytes).toBe(200_003);
});

it("gives each file of a queue to one worker only, the oldest first", async () => {
  const queue = new QueueFolder(folder);
  await queue.prepare();
  for (let file = 0; file < 40; file++) writeFileSync(join(queue.inbox, `${1000 + file}.txt`), "x");
  writeFileSync(join(queue.inbox, ".unfinished"), "x");
  expect((await queue.depth()).pending).toBe(40);
  const claims = await Promise.all(Array.from({ length: 60 }, () => new QueueFolder(folder).claim()));
  const names = claims.flatMap((claim) => (claim ? [claim.name] : []));
  expect(new Set(names).size).toBe(names.length);
  let rest = await queue.claim();
  while (rest) {
    names.push(rest.name);
    rest = await queue.claim();
  }
  expect(names.sort()).toEqual(Array.from({ length: 40 }, (_, file) => `${1000 + file}.txt`));
  expect(await queue.depth()).toMatchObject({ pending: 0, processing: 40, dead_letter: 0, oldest_age_seconds: 0 });
});
