// People who talk to the chat bot: they connect, ask, wait for the answer, think, and leave again.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { number, pick, weighted } from "./chance.ts";
import { sleep, untilStopped } from "./lifetime.ts";
import { paceFactor, readArguments } from "./settings.ts";

const settings = readArguments({ port: "", names: "Ada,Brook,Chidi,Dana,Emre,Farah", pace: "normal" });
const stopping = untilStopped();
const words = [
  "heartbeat",
  "backoff",
  "zombie",
  "jitter",
  "queue",
  "percentile",
  "marmalade",
  "rollup",
  "stuck",
  "weather",
];

/** What people ask, and how often among a hundred. */
const questions: [number, () => string][] = [
  [28, () => `${number(900)} + ${number(900)} * ${number(90)}`],
  [24, () => `define ${pick(words)}`],
  [14, () => `(${number(50)} - ${number(80)}) / ${number(9)} ^ 2`],
  [10, () => `sqrt ${number(1000)} + ${number(10)}`],
  [8, () => `factor ${number(1_000_000)}`],
  [6, () => pick(["hello", "help", "good morning"])],
  [3, () => `how are you today, number ${number(9)}?`],
  // Products of two large primes keep the bot busy.
  [4, () => `factor ${pick([10_000_019, 15_485_867, 32_452_843]) * pick([10_000_079, 15_485_863, 32_452_867])}`],
  [1, () => `${number(9)} / (${number(9)} - ${number(9)})`],
  [1, () => `factor -${number(9)}`],
  [1, () => `2 ^ ${1000 + number(300)}`],
];

await Promise.all(settings.names.split(",").map(talk));
process.exit(0);

/** One person: comes and goes until it is time to stop. */
async function talk(name: string): Promise<void> {
  while (!stopping.aborted) {
    await sleep(number(4000) * paceFactor(settings.pace), stopping);
    try {
      await visit(name);
    } catch {
      // The bot is not there now; people come back.
    }
  }
}

async function visit(name: string): Promise<void> {
  if (stopping.aborted) return;
  const socket = connect(Number(settings.port), "127.0.0.1");
  const leave = () => socket.destroy();
  stopping.addEventListener("abort", leave);
  try {
    await once(socket, "connect");
    socket.write(`I am ${name}\n`);
    await ask(socket, 3 + number(12));
  } finally {
    stopping.removeEventListener("abort", leave);
    socket.destroy();
  }
}

async function ask(socket: Socket, times: number): Promise<void> {
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  for (let time = 0; time < times && !stopping.aborted; time++) {
    socket.write(`${weighted(questions)()}\n`);
    // Impatient people hang up without the answer.
    if (Math.random() < 0.01) return;
    if ((await answers.next()).done) return;
    await sleep((400 + number(3000)) * paceFactor(settings.pace), stopping);
  }
}
