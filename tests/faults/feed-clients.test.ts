import { afterEach, describe, expect, it } from "vitest";
import { heldBy, join, type Member, residentMb } from "../support/crowd";
import { postEvents } from "../support/http";
import { type Mounting, startServer, type TestServer } from "../support/server";
import { eventually, pause } from "../support/wait";

const HEALTHY = 1000;
const STALLED = 20;
/** Of the healthy, those whose every event is looked at. */
const NOTED = 40;
const PER_SECOND = 100;
/** What the stalled may cost, in all. */
const STALLED_MB = 50;
const ROUNDS = 3;
/** Has the garbage collector come round often: what it has not come to yet would be taken for what is held. */
const EAGER_COLLECTOR = ["--heap-growing-percent=20"];

let server: TestServer | undefined;
let members: Member[] = [];
let pulse: Pulse | undefined;

afterEach(async () => {
  await pulse?.stop();
  pulse = undefined;
  for (const { socket } of members) socket.destroy();
  members = [];
  await server?.stop();
  server = undefined;
});

interface Pulse {
  stop(): Promise<Map<number, number>>;
}

// Memory and connections are read from /proc.
describe.skipIf(process.platform !== "linux").each<Mounting>(["lane-node", "lane-deno"])(
  "20 stalled and 1,000 healthy clients of the feed on %s",
  (mounting) => {
    it("harm neither the server nor each other", async () => {
      server = await startServer({ mounting, v8Flags: EAGER_COLLECTOR });
      const { url, pid } = server;
      await flood(url);
      const healthy = await crowd(url);
      pulse = startPulse(url);
      // The heap has not grown to what the healthy need before it has carried as much for them.
      await flood(url);
      await pause(4000);
      const calm: number[] = [];
      const grown: number[] = [];
      // What the collector does by chance weighs on one round; what the stalled cost, on each of them.
      while (grown.length < ROUNDS && !grown.some((mb) => mb < STALLED_MB)) {
        calm.push(await peakOf(pid, () => flood(url)));
        const stalled = await Promise.all(Array.from({ length: STALLED }, () => join(url, "flood", "stalled")));
        members.push(...stalled);
        await eventually(() => heldBy(url, stalled) === STALLED);
        const strained = await peakOf(pid, () => flood(url));
        grown.push(strained - calm.at(-1)!);
        // A client that takes nothing for 5 s is given up; these still hold their end open.
        await eventually(() => heldBy(url, stalled) === 0, 15_000);
      }

      const committedAt = await pulse.stop();
      await eventually(() => healthy.every(({ count }) => count === committedAt.size), 15_000).catch(() => {});
      const latencies = healthy
        .slice(0, NOTED)
        .flatMap(({ arrivals }) => [...arrivals].map(([number, at]) => at - (committedAt.get(number) ?? Number.NaN)))
        .sort((a, b) => a - b);
      const p99 = latencies[Math.floor(latencies.length * 0.99)];
      expect(healthy.filter(({ count }) => count !== committedAt.size)).toHaveLength(0);
      expect(latencies).toHaveLength(NOTED * committedAt.size);
      expect(p99).toBeLessThan(500);
      expect(Math.max(...calm)).toBeLessThan(400);
      expect(Math.min(...grown), `MB more with the stalled: ${grown.join(" ")}`).toBeLessThan(STALLED_MB);

      expect(heldBy(url, healthy)).toBe(HEALTHY);
      for (const { socket } of members) socket.destroy();
      await eventually(() => heldBy(url, members) === 0, 5000);
    });
  },
);

/** Opens the healthy clients, fifty at a time. */
async function crowd(url: string): Promise<Member[]> {
  while (members.length < HEALTHY) {
    const listens = members.length < NOTED ? "notes" : "counts";
    const count = Math.min(50, listens === "notes" ? NOTED : HEALTHY - members.length);
    members.push(...(await Promise.all(Array.from({ length: count }, () => join(url, "pulse", listens)))));
  }
  return members.slice();
}

/**
 * Sends numbered messages, {@link PER_SECOND} of them, each by itself.
 * @returns ends it and tells when each was acknowledged: what the commit took is not the feed's
 */
function startPulse(url: string): Pulse {
  const committedAt = new Map<number, number>();
  const answers: Promise<unknown>[] = [];
  const startedAt = performance.now();
  const timer = setInterval(() => {
    while (answers.length < ((performance.now() - startedAt) / 1000) * PER_SECOND) {
      const number = answers.length;
      const send = async () => {
        expect((await postEvents(url, message("pulse", `<${number}>`))).status).toBe(200);
        committedAt.set(number, performance.now());
      };
      const sending = send();
      // Whether it failed is told when the pulse stops.
      sending.catch(() => {});
      answers.push(sending);
    }
  }, 5);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(answers);
      return committedAt;
    },
  };
}

/** 16 MB of messages in 4 s: more than the buffers of a connection hold. */
async function flood(url: string): Promise<void> {
  const batch = Array.from({ length: 100 }, () => message("flood", "x".repeat(8000)));
  for (let sent = 0; sent < 20; sent++) {
    await postEvents(url, batch);
    await pause(200);
  }
}

const message = (botId: string, text: string) => ({
  bot_id: botId,
  type: "message.processed",
  data: { user_id: "u", text },
});

/** The most memory that a process had while something was done, and for 6 s after it, in MB. */
async function peakOf(pid: number, work: () => Promise<void>): Promise<number> {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMb(pid));
  }, 100);
  await work();
  await pause(6000);
  clearInterval(timer);
  return Math.round(peak);
}
