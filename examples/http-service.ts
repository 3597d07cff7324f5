// A small HTTP service: converts units, shortens links, hashes, derives digests (cached), reads notes.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect as connectTcp } from "node:net";
import type { RequestSpan } from "../lib/client/client.ts";
import { every, sleep, untilStopped } from "./lifetime.ts";
import { type Reply, type Route, serviceRoutes } from "./service-routes.ts";
import { connect, readArguments } from "./settings.ts";

const settings = readArguments({ id: "service-1", port: "0", notes: "examples", "chat-port": "0", tags: "demo,http" });
const client = connect(settings.id, "service", settings.id, settings.tags.split(","));
const routes = serviceRoutes(settings.notes);
const stopping = untilStopped();
const count = { requests: 0, faults: 0 };
/** Bytes of a body; more is 413. */
const bodyLimit = 1_000_000;

const server = createServer((request, response) => void serve(request, response));
server.listen(Number(settings.port), "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  console.log(`${settings.id}: listens on http://127.0.0.1:${port}`);
  process.send?.({ port });
});
if (settings["chat-port"] !== "0") void every(15_000, stopping, checkChatBot);
void sleep(30_000, stopping).then(() => every(30_000, stopping, tellConsole));
await new Promise((resolve) => stopping.addEventListener("abort", resolve));
server.close();
server.closeIdleConnections();
const { reported, accepted, duplicates, waiting } = await client.close({ timeoutMs: 5000 });
console.log(
  `${settings.id}: stopped; ${accepted + duplicates} of ${reported} events are with Rollcall, ${waiting} are not`,
);
process.exit(0);

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const span: RequestSpan = { method: request.method ?? "GET", route: "(none)" };
  count.requests++;
  try {
    await client.request(span, async () => {
      const reply = await answer(request, span);
      span.statusCode = reply.status;
      if (reply.cache) span.cache = reply.cache;
      response.writeHead(reply.status, reply.location ? { location: reply.location } : {}).end(reply.body);
    });
  } catch (error) {
    count.faults++;
    client.error(error);
    if (!response.headersSent) response.writeHead(500).end("something went wrong here");
  }
}

async function answer(request: IncomingMessage, span: RequestSpan): Promise<Reply> {
  const segments = new URL(request.url ?? "/", "http://service").pathname.split("/").map(decodeURIComponent);
  for (const route of routes) {
    const params = match(route, span.method, segments);
    if (!params) continue;
    span.route = route.template;
    const body = await readBody(request);
    return body ? route.handle({ params, body }) : { status: 413, body: "too much" };
  }
  return { status: 404, body: "no such thing here" };
}

/** The parameters of a path if it is the route's, by name. */
function match(route: Route, method: string, segments: string[]): Record<string, string> | undefined {
  const parts = route.template.split("/");
  if (route.method !== method || parts.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    if (part.startsWith(":")) params[part.slice(1)] = segments[index] ?? "";
    else if (part !== segments[index]) return undefined;
  }
  return params;
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > bodyLimit) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** Whether the chat bot next door takes connections, and how fast. */
async function checkChatBot(): Promise<void> {
  const startedMs = performance.now();
  const problem = await new Promise<string | undefined>((resolve) => {
    const socket = connectTcp(Number(settings["chat-port"]), "127.0.0.1");
    const end = (result?: string) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => end());
    socket.once("error", (error) => end(error.message));
    socket.setTimeout(2000, () => end("no answer within 2 s"));
  });
  const latency_ms = Math.round((performance.now() - startedMs) * 100) / 100;
  const data = { component: "chat-bot", status: problem ? "down" : "up", latency_ms } as const;
  client.report({ type: "dependency.checked", data: problem ? { ...data, detail: problem } : data });
}

function tellConsole(): void {
  console.log(`${settings.id}: ${count.requests} requests, ${count.faults} of them 500`);
}
