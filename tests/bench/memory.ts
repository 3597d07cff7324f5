import type { Figure } from "./support/report";
import { KEY, memoryMb, type Stage } from "./support/stage";

const MINUTES = 10;
const EVENTS_PER_REQUEST = 100;
const REQUESTS_PER_SECOND = 10;

/** Memory of the server over ten minutes at 1,000 events a second. */
export async function benchMemory(stage: Stage): Promise<Figure[]> {
  const server = await stage.rollcall(await stage.database(), "deno");
  const samples: { minute: number; mb: number }[] = [];
  let sent = 0;
  for (let second = 0; second < MINUTES * 60; second++) {
    const startedAt = performance.now();
    const until = sent + REQUESTS_PER_SECOND;
    while (sent < until) {
      const request = sent++;
      await fetch(`http://127.0.0.1:${server.port}/api/events`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${KEY}` },
        body: JSON.stringify(Array.from({ length: EVENTS_PER_REQUEST }, (_, i) => event(request, i))),
      }).then((answer) => answer.arrayBuffer());
    }
    if (second % 10 === 9) samples.push({ minute: (second + 1) / 60, mb: memoryMb(server.pid) });
    await new Promise((wake) => setTimeout(wake, Math.max(0, 1000 - (performance.now() - startedAt))));
  }
  await server.stop();
  const mean = (from: number, to: number) => {
    const within = samples.filter(({ minute }) => minute > from && minute <= to);
    return within.reduce((sum, { mb }) => sum + mb, 0) / within.length;
  };
  const half = MINUTES / 2;
  const before = mean(half, half + 1);
  const after = mean(MINUTES - 1, MINUTES);
  const peak = Math.max(...samples.map(({ mb }) => mb));
  return [
    {
      work: `memory at 1,000 events/s, minute ${MINUTES}`,
      value: after,
      unit: "MB",
      against: { what: `minute ${half + 1}`, value: before },
      goal: "≤ 1.05 ×",
      holds: after <= 1.05 * before,
    },
    { work: "memory at 1,000 events/s, peak", value: peak, unit: "MB", goal: "≤ 400 MB", holds: peak <= 400 },
  ];
}

function event(request: number, n: number) {
  const id = `${request}-${n}`;
  const common = { id, bot_id: `bot-${n % 50}`, time: new Date().toISOString() };
  if (n % 2 === 0) {
    return { ...common, type: "job.finished", data: { job_id: id, status: "succeeded", duration_ms: 100 + n } };
  }
  return { ...common, type: "message.processed", data: { user_id: `user-${n}`, response_time_ms: n, text: "hello" } };
}
