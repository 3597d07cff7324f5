import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { isAlive } from "@/lib/db/embedded-process";
import { call, postEvents } from "../support/http";
import { freePort } from "../support/port";
import { startServer, type TestServer } from "../support/server";
import { eventually } from "../support/wait";

let server: TestServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

it("uses the PostgreSQL that a killed server left running, and stops it at its own end", async () => {
  server = await startServer({ driver: "embedded" });
  const event = { id: "before", type: "heartbeat", bot_id: "bot-1", time: new Date().toISOString(), data: {} };
  expect((await postEvents(server.url, event)).body.accepted).toBe(1);
  const postgres = postmaster(server);
  await server.kill();
  expect(isAlive(postgres)).toBe(true);
  await server.restart();
  expect(postmaster(server)).toBe(postgres);
  expect((await postEvents(server.url, event)).body.duplicates).toBe(1);
  expect(await server.interrupt()).toBe(0);
  expect(isAlive(postgres)).toBe(false);
});

it("starts PostgreSQL again when all of it is killed", async () => {
  server = await startServer({ driver: "embedded" });
  for (let round = 0; round < 3; round++) {
    const postgres = postmaster(server);
    process.kill(postgres, "SIGKILL");
    const { url } = server;
    await eventually(async () => postmaster(server!) !== postgres && (await call(`${url}/readyz`)).status === 200);
  }
});

it("refuses a second start on the same data directory and names the first", async () => {
  server = await startServer({ driver: "embedded" });
  const second = startServer({ driver: "embedded", env: { ROLLCALL_DATA_DIR: server.dataDir } });
  await expect(second).rejects.toThrow(
    `already running on the data directory ${server.dataDir} (process ${server.pid})`,
  );
  expect((await call(`${server.url}/readyz`)).status).toBe(200);
});

it("is not misled by process ids that belong to others by now", async () => {
  server = await startServer({ driver: "embedded" });
  const file = join(server.dataDir, "postgres", "postmaster.pid");
  const postgres = postmaster(server);
  await server.kill();
  process.kill(postgres, "SIGKILL");
  await eventually(() => !isAlive(postgres));
  writeFileSync(file, readFileSync(file, "utf8").replace(/^\d+/, String(process.pid)));
  writeFileSync(join(server.dataDir, "owner.json"), JSON.stringify({ pid: process.pid, birth: "1" }));
  await server.restart();
  expect(postmaster(server)).not.toBe(process.pid);
});

it("says which port is taken, and nothing else", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  const start = startServer({ driver: "embedded", env: { PORT: String(port) } });
  const refused = await start.catch((error: Error) => error.message);
  expect(refused).toContain(`Port ${port} of 127.0.0.1 is taken`);
  expect(refused).not.toMatch(/^ +at |level/m);
  other.close();
});

it("says which variable is at fault", async () => {
  await expect(startServer({ env: { RETENTION_RAW_DAYS: "soon" } })).rejects.toThrow(/RETENTION_RAW_DAYS/);
});

it.each([
  ["Ctrl-C in the terminal", "SIGINT", "group", 0],
  ["a polite end of the service", "SIGTERM", "parent", 0],
  ["a violent end of the service", "SIGKILL", "parent", null],
] as const)("leaves no process behind after %s", async (_name, signal, target, code) => {
  server = await startServer({ driver: "embedded" });
  await server.interrupt();
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    ROLLCALL_DATA_DIR: server.dataDir,
    DATABASE_URL: "",
    POSTGRES_URL: "",
  };
  // Output to a file descriptor that nobody holds: a pipe would end the server by itself.
  const start = spawn(process.execPath, serviceArguments(), { env, detached: true, stdio: "ignore" });
  const ended = once(start, "exit");
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, 60_000);
  const rollcall = (JSON.parse(readFileSync(join(server.dataDir, "owner.json"), "utf8")) as { pid: number }).pid;
  const postgres = postmaster(server);
  process.kill(target === "group" ? -start.pid! : start.pid!, signal);
  expect((await ended)[0]).toBe(code);
  await eventually(() => !isAlive(rollcall) && !isAlive(postgres));
});

/** What the service of systemd runs Node with. */
function serviceArguments(): string[] {
  const [, ...args] = /^ExecStart=(.*)$/m.exec(readFileSync("deploy/rollcall.service", "utf8"))?.[1]?.split(" ") ?? [];
  return args;
}

function postmaster({ dataDir }: TestServer): number {
  return Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
}
