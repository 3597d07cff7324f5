// A chat bot: answers lines of text over TCP. The first line of a connection is `I am NAME`; every other one is a question.
import { existsSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { answer } from "./answer.ts";
import { every, sleep, untilStopped } from "./lifetime.ts";
import { connect, readArguments } from "./settings.ts";

const settings = readArguments({ id: "chat-1", port: "0", dictionary: "examples/dictionary.txt", tags: "demo,chat" });
const client = connect(settings.id, "chat", settings.id, settings.tags.split(","));
const stopping = untilStopped();
const open = new Set<Socket>();
const count = { answered: 0, failed: 0 };

const server = createServer((socket) => {
  open.add(socket);
  socket.on("close", () => open.delete(socket));
  // A talker may hang up in the middle of an answer. That is no fault of the bot.
  socket.on("error", () => socket.destroy());
  void converse(socket);
});
server.listen(Number(settings.port), "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  console.log(`${settings.id}: listens on 127.0.0.1:${port}`);
  process.send?.({ port });
});
void every(15_000, stopping, checkDictionary);
void sleep(30_000, stopping).then(() => every(30_000, stopping, tellConsole));
await new Promise((resolve) => stopping.addEventListener("abort", resolve));
server.close();
for (const socket of open) socket.end();
const { reported, accepted, duplicates, waiting } = await client.close({ timeoutMs: 5000 });
console.log(
  `${settings.id}: stopped; ${accepted + duplicates} of ${reported} events are with Rollcall, ${waiting} are not`,
);
process.exit(0);

/** Answers the lines of one connection in their order. */
async function converse(socket: Socket): Promise<void> {
  let name = "somebody";
  let asked = 0;
  const session = `${socket.remoteAddress}:${socket.remotePort}:${Date.now()}`;
  try {
    for await (const line of createInterface({ input: socket })) {
      const introduction = /^I am (\w{1,40})$/.exec(line);
      if (introduction?.[1]) name = introduction[1];
      else socket.write(`${await reply(line.slice(0, 2000), name, `${session}:${++asked}`)}\n`);
    }
  } catch {
    socket.destroy();
  }
}

async function reply(text: string, name: string, message_id: string): Promise<string> {
  const message = { user_id: name.toLowerCase(), user_name: name, text, channel: "tcp", message_id };
  try {
    const said = await client.message(message, () => answer(text, settings.dictionary));
    count.answered++;
    return said;
  } catch (error) {
    count.failed++;
    client.error(error);
    return `Sorry, that went wrong: ${error instanceof Error ? error.message : "I do not know why"}.`;
  }
}

/** The dictionary is what this bot depends on: is it there, and how long does a word take? */
async function checkDictionary(): Promise<void> {
  const startedMs = performance.now();
  const found = existsSync(settings.dictionary) && (await answer("define zombie", settings.dictionary).catch(() => ""));
  const latency_ms = Math.round((performance.now() - startedMs) * 100) / 100;
  const status = found ? "up" : "down";
  client.report({ type: "dependency.checked", data: { component: "dictionary", status, latency_ms } });
}

function tellConsole(): void {
  console.log(`${settings.id}: ${count.answered} answered, ${count.failed} failed; ${open.size} talkers`);
}
