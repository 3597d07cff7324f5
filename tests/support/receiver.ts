import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that a receiver got. */
export interface Received {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  at: number;
}

/** Answers one request: a status, or whatever else it does to the response. */
export type Answering = number | ((response: ServerResponse, request: Received) => void);

/** An HTTP server on loopback that keeps what it gets. */
export interface Receiver {
  url: string;
  port: number;
  received: Received[];
  /** What it answers from now on: one after the other, the last for ever. */
  answer(...answers: Answering[]): void;
  stop(): Promise<void>;
}

/** Starts a receiver that answers 200. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answers: Answering[] = [200];
  const server = createServer(async (request, response) => {
    const got = await read(request);
    received.push(got);
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (typeof answer === "number") response.writeHead(answer).end("said");
    else answer(response, got);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}`, port, received },
    answer: (...next) => {
      answers = next;
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const { method = "", url = "" } = request;
  return { method, path: url, headers, body: Buffer.concat(chunks).toString("utf8"), at: Date.now() };
}
