import { connect } from "node:net";
import { WebSocketServer } from "ws";

/** A running proxy: what `POSTGRES_WS_PROXY` is set to, and its end. */
export interface WsProxy {
  address: string;
  stop(): Promise<void>;
}

/**
 * Passes WebSocket messages on to the TCP address that the query names (`/v1?address=host:port`), as the driver of Vercel and
 * Neon expects of their proxy. Loopback only.
 */
export function startWsProxy(): Promise<WsProxy> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (socket, request) => {
    const target = new URL(request.url ?? "/", "http://proxy").searchParams.get("address") ?? "";
    const [host, port] = target.split(":");
    if (host !== "127.0.0.1" && host !== "localhost") return socket.close(1008, "loopback only");
    const tcp = connect(Number(port), "127.0.0.1");
    tcp.on("data", (chunk) => socket.send(chunk));
    tcp.on("end", () => socket.close());
    tcp.on("error", () => socket.terminate());
    socket.on("message", (message: Buffer) => tcp.write(message));
    socket.on("close", () => tcp.destroy());
    socket.on("error", () => tcp.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("listening", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      resolve({ address: `127.0.0.1:${port}/v1`, stop: () => stop(server) });
    });
  });
}

function stop(server: WebSocketServer): Promise<void> {
  for (const client of server.clients) client.terminate();
  return new Promise((done) => server.close(() => done()));
}
