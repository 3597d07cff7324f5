import { connect, createServer, type Socket } from "node:net";
import { freePort } from "./port";
import { pause } from "./wait";

/** A TCP link to a server that can be made slow, or cut. */
export interface SlowLink {
  port: number;
  /** Holds every piece of what the server answers back for so long, new connections' too. */
  delay(ms: number): void;
  /** Breaks all connections and refuses new ones. */
  cut(): Promise<void>;
  /** Lets connections in, again or still. */
  mend(): Promise<void>;
}

/** Opens a link on a free port of loopback to a port of loopback. */
export async function openSlowLink(target: number): Promise<SlowLink> {
  const port = await freePort();
  const sockets = new Set<Socket>();
  let delayMs = 0;
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.on("data", (piece) => far.write(piece));
    let written = Promise.resolve();
    far.on("data", (piece) => {
      const due = pause(delayMs);
      // In their order, also when the delay has become shorter.
      written = written.then(() => due).then(() => void near.write(piece));
    });
  });
  const mend = async () => {
    if (!server.listening) await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  };
  await mend();
  return {
    port,
    mend,
    delay: (ms) => {
      delayMs = ms;
    },
    cut: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
