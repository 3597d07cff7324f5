import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Client, type ClientOptions, createClient } from "@/lib/client/client";

interface Delivery {
  event: { id: string; type: string; time: string; data: { message?: string; name?: string; value?: number } };
  /** Whether the receiver had it already. */
  again: boolean;
}

const program = fileURLToPath(new URL("./client-outage-receiver.mjs", import.meta.url));
let folder: string;
let port: number;
let receiver: ChildProcess | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-outage-"));
  port = await freePort();
});
afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true, force: true });
});

it("loses nothing that fits the buffer and counts nothing twice while the server is killed eight times", async () => {
  const client = make({ buffer: { events: 50_000 } });
  const sent: string[] = [];
  for (let round = 0; round < 8; round++) {
    await start();
    await reportFor(client, sent, 250 + round * 13);
    await kill();
    await reportFor(client, sent, 150);
  }
  await start();
  expect(await client.flush({ timeoutMs: 15_000 })).toBe(true);
  const stats = await client.close();

  const deliveries = read();
  const first = deliveries.filter(({ again }) => !again).map(({ event }) => event.id);
  expect(new Set(first).size).toBe(first.length);
  expect(first.sort()).toEqual(sent.sort());
  expect(stats).toMatchObject({ reported: sent.length, dropped: 0, refused: 0, waiting: 0 });
  expect(stats.accepted + stats.duplicates).toBe(sent.length);
  // A resend is the same to the byte, so that a server that keys by time and id knows it again.
  const firsts = new Map(deliveries.filter(({ again }) => !again).map(({ event }) => [event.id, event]));
  for (const { event } of deliveries) expect(event).toEqual(firsts.get(event.id));
  expect(stats.retries).toBeGreaterThan(8);
});

it("counts exactly what it had to drop when the buffer is too small, and keeps the newest", async () => {
  const dropped: number[] = [];
  const client = make({ buffer: { events: 200 }, onDrop: (count) => dropped.push(count) });
  const sent: string[] = [];
  await start();
  await reportFor(client, sent, 200);
  await kill();
  while (sent.length < 1000) await reportFor(client, sent, 100);
  const last = sent.slice(-100);
  await start();
  expect(await client.flush({ timeoutMs: 15_000 })).toBe(true);
  const stats = await client.close();

  const kept = read().filter(({ again }) => !again);
  const reports = kept.filter(({ event }) => event.type === "metric.sampled");
  const received = new Set(kept.map(({ event }) => event.id));
  expect(stats.dropped).toBeGreaterThan(100);
  expect(sent.filter((id) => !received.has(id))).toHaveLength(stats.dropped);
  expect(last.every((id) => received.has(id))).toBe(true);
  expect(dropped.at(-1)).toBe(stats.dropped);
  expect(reports.at(-1)?.event.data).toMatchObject({ name: "client_events_dropped", value: stats.dropped });
});

function make(options: Partial<ClientOptions>): Client {
  return createClient({
    url: `http://127.0.0.1:${port}`,
    key: "rc_i_test",
    botId: "bot",
    heartbeatMs: 0,
    flushMs: 10,
    backoff: { baseMs: 10, capMs: 100 },
    breaker: { failures: 4, openMs: 150 },
    ...options,
  });
}

/** Reports about two events a millisecond for a while; adds their ids to `sent`. */
async function reportFor(client: Client, sent: string[], ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    for (let count = 0; count < 4; count++) {
      sent.push(client.report({ type: "error.occurred", data: { message: `number ${sent.length}` } }));
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function start(): Promise<void> {
  receiver = spawn(process.execPath, [program, String(port), join(folder, "deliveries")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(receiver.stdout as NonNullable<ChildProcess["stdout"]>, "data")) as [Buffer];
  expect(line.toString()).toBe("listening\n");
}

async function kill(): Promise<void> {
  if (!receiver || receiver.exitCode !== null || receiver.signalCode !== null) return;
  receiver.kill("SIGKILL");
  await once(receiver, "exit");
}

function read(): Delivery[] {
  const lines = readFileSync(join(folder, "deliveries"), "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Delivery);
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
