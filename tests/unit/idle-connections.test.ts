import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { closeWhenIdle } from "@/scripts/idle-connections";
import { eventually, pause } from "../support/wait";

const IDLE_MS = 1000;
const REQUEST = "GET / HTTP/1.1\r\nHost: here\r\n\r\n";
let server: Server;
const clients: Client[] = [];

afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

class Client {
  isClosed = false;
  heard = "";
  constructor(readonly socket: Socket) {
    socket.on("data", (chunk) => {
      this.heard += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.isClosed = true;
    });
  }
  get answers() {
    return this.heard.split("200 OK").length - 1;
  }
}

async function serve(answer: RequestListener): Promise<void> {
  server = createServer(answer);
  closeWhenIdle(server, IDLE_MS);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
}

async function open(): Promise<Client> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(socket, "connect");
  const client = new Client(socket);
  clients.push(client);
  return client;
}

describe("a connection", () => {
  it("on which nothing is asked is closed after its time, and not before", async () => {
    await serve((_, response) => response.end("ok"));
    const silent = await open();
    const answered = await open();
    answered.socket.write(REQUEST);
    await pause(IDLE_MS / 4);
    expect([silent.isClosed, answered.isClosed, answered.answers]).toEqual([false, false, 1]);
    await eventually(async () => silent.isClosed && answered.isClosed, 5000);
  });

  it("on which something is asked again and again stays", async () => {
    await serve((_, response) => response.end("ok"));
    const busy = await open();
    for (let n = 0; n < 6; n++) {
      busy.socket.write(REQUEST);
      await pause(IDLE_MS / 4);
    }
    expect([busy.isClosed, busy.answers]).toEqual([false, 6]);
  });

  it("whose answer takes long stays until that is over, and its time begins then", async () => {
    await serve((_, response) => {
      response.write("a");
      setTimeout(() => response.end("b"), 1.5 * IDLE_MS);
    });
    const slow = await open();
    slow.socket.write(REQUEST);
    await eventually(async () => slow.heard.includes("b\r\n"), 5000);
    await pause(IDLE_MS / 3);
    expect(slow.isClosed).toBe(false);
    await eventually(async () => slow.isClosed, 5000);
  });

  it("on which two requests are sent at once gets both answers", async () => {
    await serve((_, response) => {
      setTimeout(() => response.end("ok"), IDLE_MS / 2);
    });
    const pipelining = await open();
    pipelining.socket.write(REQUEST + REQUEST);
    await eventually(async () => pipelining.answers === 2, 5000);
    await eventually(async () => pipelining.isClosed, 5000);
  });
});
