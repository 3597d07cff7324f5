import { connect, type Socket } from "node:net";

/** What one run of load found. Latencies in milliseconds. */
export interface LoadResult {
  /** Answered requests per second. */
  perSecond: number;
  p50: number;
  p99: number;
  /** Answers by status code. */
  statuses: Record<number, number>;
}

export interface LoadOptions {
  port: number;
  connections: number;
  seconds: number;
  /** Seconds of load before the measurement starts. */
  warmUpSeconds?: number;
  /** The bytes of the n-th request, head and body. */
  request(n: number): Buffer;
}

/**
 * Closed-loop HTTP/1.1 load over raw keep-alive sockets: each connection sends its next request when the last one is answered
 * in full. Answers need a Content-Length.
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { warmUpSeconds = 1 } = options;
  const latencies: number[] = [];
  const statuses: Record<number, number> = {};
  let sent = 0;
  const start = performance.now() + warmUpSeconds * 1000;
  const end = start + options.seconds * 1000;
  const sockets = await Promise.all(Array.from({ length: options.connections }, () => open(options.port)));
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((done, fail) => {
          const answers = new AnswerReader();
          let sentAt = 0;
          const next = () => {
            sentAt = performance.now();
            if (sentAt >= end) {
              socket.destroy();
              done();
              return;
            }
            socket.write(options.request(sent++));
          };
          socket.on("data", (chunk) => {
            const status = answers.read(chunk);
            if (status === undefined) return;
            const now = performance.now();
            if (sentAt >= start) {
              latencies.push(now - sentAt);
              statuses[status] = (statuses[status] ?? 0) + 1;
            }
            next();
          });
          socket.on("error", fail);
          socket.on("close", () => (performance.now() < end ? fail(new Error("The server hung up.")) : done()));
          next();
        }),
    ),
  );
  latencies.sort((a, b) => a - b);
  const at = (fraction: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * fraction))] ?? 0;
  return { perSecond: latencies.length / options.seconds, p50: at(0.5), p99: at(0.99), statuses };
}

/** A POST request as bytes. */
export function post(path: string, key: string, body: string): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Content-Type: application/json",
    `Authorization: Bearer ${key}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** A GET request as bytes. */
export function get(path: string, key: string): Buffer {
  return Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nAuthorization: Bearer ${key}\r\n\r\n`,
  );
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Puts the chunks of one answer together; sized or chunked bodies. */
class AnswerReader {
  private text = "";

  /** The status code when the answer is complete. */
  read(chunk: Buffer): number | undefined {
    this.text += chunk.toString("latin1");
    const headEnd = this.text.indexOf("\r\n\r\n");
    if (headEnd === -1) return undefined;
    const head = this.text.slice(0, headEnd);
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    const complete =
      length === undefined ? this.text.endsWith("0\r\n\r\n") : this.text.length >= headEnd + 4 + Number(length);
    if (!complete) return undefined;
    this.text = "";
    return Number(head.slice(9, 12));
  }
}
