import { connect } from "node:net";
import { type Figure, median } from "./support/report";
import { KEY, memoryMb, type Stage } from "./support/stage";

const CLIENTS = 1000;
const MESSAGES_PER_SECOND = 100;
const SECONDS = 15;

/** From the acknowledgement of a message to its bytes on each of 1,000 open streams. */
export async function benchStream(stage: Stage): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const runtime of ["deno", "node"] as const) {
    const server = await stage.rollcall(await stage.database(), runtime);
    const ackedAt = new Map<string, number>();
    const latencies: number[] = [];
    let seen = 0;
    const onMessage = (id: string) => {
      seen++;
      const at = ackedAt.get(id);
      // A stream may be told before the acknowledgement arrives: that is no delay.
      latencies.push(at === undefined ? 0 : performance.now() - at);
    };
    const streams = await Promise.all(Array.from({ length: CLIENTS }, () => openStream(server.port, onMessage)));
    let peak = 0;
    let sent = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, memoryMb(server.pid));
    }, 500);
    for (let second = 0; second < SECONDS; second++) {
      const startedAt = performance.now();
      for (let n = 0; n < MESSAGES_PER_SECOND; n++) {
        const due = startedAt + (n * 1000) / MESSAGES_PER_SECOND;
        if (due > performance.now()) await new Promise((wake) => setTimeout(wake, due - performance.now()));
        const id = `m${sent++}`;
        void report(server.port, id).then(() => ackedAt.set(id, performance.now()));
      }
    }
    await new Promise((wake) => setTimeout(wake, 2000));
    clearInterval(watch);
    for (const stream of streams) stream.destroy();
    await server.stop();
    if (seen !== sent * CLIENTS) throw new Error(`${seen} of ${sent * CLIENTS} deliveries arrived`);
    latencies.sort((a, b) => a - b);
    const p99 = latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN;
    const what = `${CLIENTS} streams, ${MESSAGES_PER_SECOND} messages/s, ${runtime}`;
    figures.push(
      { work: `acknowledged → read on ${what}: p99`, value: p99, unit: "ms", goal: "≤ 100 ms", holds: p99 <= 100 },
      { work: `acknowledged → read on ${what}: p50`, value: median(latencies), unit: "ms", goal: "", holds: true },
      { work: `memory with ${what}`, value: peak, unit: "MB", goal: "≤ 300 MB", holds: peak <= 300 },
    );
  }
  return figures;
}

async function report(port: number, id: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/events`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${KEY}` },
    body: JSON.stringify({
      id,
      type: "message.processed",
      bot_id: "bot-stream",
      time: new Date().toISOString(),
      data: { user_id: "user-1", response_time_ms: 12, text: "how much is 6 * 7?" },
    }),
  });
  if (!answer.ok) throw new Error(`not taken: ${answer.status}`);
  await answer.arrayBuffer();
}

/** A stream over a raw socket: only the event ids are looked at, so that the reader is not what is measured. */
function openStream(port: number, onMessage: (id: string) => void) {
  return new Promise<ReturnType<typeof connect>>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(
        `GET /api/events/stream?channels=messages HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${KEY}\r\nAccept: text/event-stream\r\n\r\n`,
      );
    });
    let rest = "";
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      rest += chunk.toString("latin1");
      resolve(socket);
      const whole = rest.lastIndexOf("\n\n");
      if (whole === -1) return;
      for (const [, id] of rest.slice(0, whole).matchAll(/"event_id":"(m\d+)"/g)) onMessage(id ?? "");
      rest = rest.slice(whole + 2);
    });
  });
}
