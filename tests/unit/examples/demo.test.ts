import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { eventually } from "../../support/wait";

let folder: string;
let rollcall: Server;
let demo: ChildProcess | undefined;

/** A copy of the demo in which a `.env` says where Rollcall is, and something that says yes to everything there. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-demo-test-"));
  mkdirSync(join(folder, "scripts"));
  for (const name of ["demo.mjs", "env-file.mjs"]) cpSync(join("scripts", name), join(folder, "scripts", name));
  for (const name of ["examples", "lib", "node_modules"]) symlinkSync(resolve(name), join(folder, name));
  rollcall = createServer((request, response) => {
    request.resume();
    request.once("end", () => response.end(JSON.stringify({ accepted: 0, duplicates: 0, dropped: 0, errors: [] })));
  });
  rollcall.listen(0, "127.0.0.1");
  await once(rollcall, "listening");
});
afterEach(async () => {
  if (demo && demo.exitCode === null && demo.signalCode === null) {
    demo.kill("SIGKILL");
    await once(demo, "exit");
  }
  rollcall.closeAllConnections();
  rollcall.close();
  rmSync(folder, { recursive: true, force: true });
});

it("goes to the Rollcall of the .env, says what each bot does, and leaves no helper running", {
  timeout: 40_000,
}, async () => {
  const { port } = rollcall.address() as AddressInfo;
  writeFileSync(join(folder, ".env"), `PORT=${port} # not the usual one\nROLLCALL_KEY=rc_i_demo\n`);
  const { PORT: _port, ROLLCALL_URL: _url, ROLLCALL_KEY: _key, ...env } = process.env;
  const started = spawn(process.execPath, [join(folder, "scripts", "demo.mjs")], { env });
  demo = started;
  let printed = "";
  started.stdout.on("data", (chunk) => (printed += chunk));
  started.stderr.on("data", (chunk) => (printed += chunk));
  await eventually(() => printed.includes("make-work: puts files into"));
  expect(printed).toContain(`http://127.0.0.1:${port}/bots`);
  await eventually(() => printed.includes("worker-3: waits for files in"));
  const helpers = execFileSync("ps", ["-A", "-o", "ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.trim().startsWith(`${started.pid} `));
  expect(helpers).toHaveLength(8);
  expect(helpers.join("\n")).not.toContain("esbuild");
  started.kill("SIGINT");
  expect((await once(started, "exit"))[0]).toBe(0);
});
