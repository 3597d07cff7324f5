import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** An event as it came in. */
export interface Received {
  id: string;
  type: string;
  bot_id: string;
  time: string;
  data: Record<string, unknown>;
}

/** What the receiver says to a request. `hangUp` breaks the connection instead, `silent` says nothing for ever. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  hangUp?: boolean;
  silent?: boolean;
}

/** A real HTTP server on loopback that speaks the ingest contract, and can be told to answer otherwise. */
export interface Receiver {
  url: string;
  /** Every request, oldest first, refused ones too. */
  requests: { events: Received[]; bytes: number; authorization: string; answered: number; atMs: number }[];
  /** Events kept, each id once. */
  kept: Map<string, Received>;
  /** Overrides the answer to a request; undefined leaves it. */
  answer: (events: Received[], index: number) => Answer | undefined;
  ofType(type: string): Received[];
  close(): Promise<void>;
}

/** Starts a receiver on a free port. */
export async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    void readBody(request).then(({ text, bytes }) => {
      const events = JSON.parse(text) as Received[];
      const answer = receiver.answer(events, receiver.requests.length) ?? keep(events);
      const authorization = String(request.headers.authorization);
      receiver.requests.push({ events, bytes, authorization, answered: answer.status, atMs: performance.now() });
      if (answer.hangUp) return request.socket.destroy();
      if (answer.silent) return;
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      response.end(JSON.stringify(answer.body ?? {}));
    });
  });
  const keep = (events: Received[]): Answer => {
    const fresh = events.filter((event) => !receiver.kept.has(event.id));
    for (const event of fresh) receiver.kept.set(event.id, event);
    const duplicates = events.length - fresh.length;
    return { status: 200, body: { accepted: fresh.length, duplicates, dropped: 0, errors: [] } };
  };
  const receiver: Receiver = {
    url: "",
    requests: [],
    kept: new Map(),
    answer: () => undefined,
    ofType: (type) => [...receiver.kept.values()].filter((event) => event.type === type),
    close: () => stop(server),
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return receiver;
}

async function readBody(request: IncomingMessage): Promise<{ text: string; bytes: number }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
  return { text: body.toString("utf8"), bytes: body.length };
}

async function stop(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}

/** Waits until something holds; throws after five seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited 5 s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
