import { readFileSync } from "node:fs";
import { seedFleet } from "../support/big-fleet";
import { pause } from "../support/wait";
import { load, post } from "./support/load";
import { type Figure, median } from "./support/report";
import { KEY, memoryMb, type Running, type Stage } from "./support/stage";

const ROUNDS = 3;
const WARM_UP_SECONDS = 15;
const SECONDS = 60;
const EVENTS_PER_MINUTE = 1000;
const SCRAPE_EVERY_MS = 15_000;
const OFTEN_MS = 5000;
const SCRAPES = 15;
const BOTS = 1000;
const DAYS = 30;
/** So that the fold goes on between them, as in life. */
const APART_MS = 1200;
const TICKS_PER_SECOND = 100;

/** What measuring itself costs Rollcall: beside the same server without, at 1,000 events a minute; and a scrape of 1,000 bots. */
export async function benchSelfCost(stage: Stage): Promise<Figure[]> {
  return [...(await benchAtRest(stage)), ...(await benchScrape(stage))];
}

/** Two servers at once under the same load, so that whatever else the machine does strikes both. */
async function benchAtRest(stage: Stage): Promise<Figure[]> {
  const cost = { cpu: [] as number[], cpuWithout: [] as number[], mb: [] as number[], mbWithout: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const withMetrics = await stage.rollcall(await stage.database(), "deno");
    const without = await stage.rollcall(await stage.database(), "deno", { METRICS: "off" });
    const [ours, theirs] = await Promise.all([run(withMetrics, true), run(without, false)]);
    cost.cpu.push(ours.cpuPercent);
    cost.cpuWithout.push(theirs.cpuPercent);
    cost.mb.push(ours.mb);
    cost.mbWithout.push(theirs.mb);
    await Promise.all([withMetrics.stop(), without.stop()]);
  }
  const more = (ours: number[], theirs: number[]) => median(ours.map((value, round) => value - (theirs[round] ?? 0)));
  const cpu = more(cost.cpu, cost.cpuWithout);
  const mb = more(cost.mb, cost.mbWithout);
  const load = `at ${EVENTS_PER_MINUTE.toLocaleString("en")} events/min`;
  return [
    {
      work: `CPU of one core ${load}, measured and scraped every 15 s`,
      value: median(cost.cpu),
      unit: "%",
      against: { what: "METRICS=off, not scraped", value: median(cost.cpuWithout) },
      goal: `< 1 % more: ${cpu.toFixed(2)} %`,
      holds: cpu < 1,
    },
    {
      work: `memory ${load}, measured and scraped every 15 s`,
      value: median(cost.mb),
      unit: "MB",
      against: { what: "METRICS=off, not scraped", value: median(cost.mbWithout) },
      goal: `≤ 20 MB more: ${mb.toFixed(1)} MB`,
      holds: mb <= 20,
    },
  ];
}

interface Cost {
  cpuPercent: number;
  /** On average over the second half. */
  mb: number;
}

async function run(server: Running, isScraped: boolean): Promise<Cost> {
  const startedAt = performance.now();
  const memory: number[] = [];
  let cpuBefore = 0;
  let measuredFrom = 0;
  let scrapeAt = startedAt;
  for (let n = 0; ; n++) {
    const seconds = (performance.now() - startedAt) / 1000;
    if (seconds >= WARM_UP_SECONDS + SECONDS) break;
    if (measuredFrom === 0 && seconds >= WARM_UP_SECONDS) {
      measuredFrom = performance.now();
      cpuBefore = cpuSeconds(server.pid);
    }
    if (seconds >= WARM_UP_SECONDS + SECONDS / 2) memory.push(memoryMb(server.pid));
    await send(server.port, n);
    if (isScraped && performance.now() >= scrapeAt) {
      scrapeAt += SCRAPE_EVERY_MS;
      await scrape(server.port);
    }
    await pause(Math.max(0, startedAt + ((n + 1) * 60_000) / EVENTS_PER_MINUTE - performance.now()));
  }
  const elapsed = (performance.now() - measuredFrom) / 1000;
  return {
    cpuPercent: ((cpuSeconds(server.pid) - cpuBefore) * 100) / elapsed,
    mb: memory.reduce((sum, mb) => sum + mb, 0) / memory.length,
  };
}

/** User and system time of a process so far. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function send(port: number, n: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/events`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${KEY}` },
    body: JSON.stringify(event(n)),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`ingest answered ${answer.status}`);
}

function event(n: number) {
  const common = { id: `e${n}`, bot_id: `bot-${n % 50}` };
  if (n % 3 === 0) return { ...common, type: "heartbeat", data: { kind: "worker", cpu_percent: n % 100 } };
  if (n % 3 === 1) {
    const data = { job_id: `j${n}`, job_type: "resize", status: "succeeded", duration_ms: 100 + (n % 1000) };
    return { ...common, type: "job.finished", data };
  }
  return { ...common, type: "message.processed", data: { user_id: `u${n % 200}`, response_time_ms: n % 1000 } };
}

/** @returns milliseconds */
async function scrape(port: number, accept = "text/plain"): Promise<number> {
  const startedAt = performance.now();
  const headers = { accept, authorization: `Bearer ${KEY}` };
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
  const text = await answer.text();
  if (!answer.ok || !text.includes("bot_up{")) throw new Error(`/metrics answered ${answer.status}`);
  return performance.now() - startedAt;
}

/** A large fleet: how long a scrape takes, and what ingest loses while it is scraped three times as often as is usual. */
async function benchScrape(stage: Stage): Promise<Figure[]> {
  const database = await stage.database();
  await seedFleet(database, { bots: BOTS, days: DAYS });
  const server = await stage.rollcall(database, "deno");
  const first = await scrape(server.port);
  const times: Record<string, number[]> = { "text/plain": [], "application/openmetrics-text": [] };
  for (let n = 0; n < SCRAPES; n++) {
    for (const [accept, taken] of Object.entries(times)) {
      await pause(APART_MS);
      taken.push(await scrape(server.port, accept));
    }
  }
  const figures = Object.entries(times).map(([accept, taken]): Figure => {
    const value = median(taken);
    const work = `scrape of ${BOTS.toLocaleString("en")} bots, ${accept}: median of ${taken.length}`;
    return { work, value, unit: "ms", goal: "≤ 200 ms", holds: value <= 200 };
  });
  console.log(`the first scrape after the start took ${Math.round(first)} ms`);
  figures.push(await benchIngestScraped(server));
  await server.stop();
  return figures;
}

async function benchIngestScraped(server: Running): Promise<Figure> {
  const rates = { quiet: [] as number[], scraped: [] as number[] };
  for (let round = 0; round < 2 * ROUNDS; round++) {
    const isScraped = round % 2 === 1;
    let isOver = false;
    const scraping = (async () => {
      while (isScraped && !isOver) {
        await scrape(server.port);
        await pause(OFTEN_MS);
      }
    })();
    const { perSecond, statuses } = await load({
      ...{ port: server.port, connections: 64, seconds: 10 },
      request: (n) => post("/api/events", KEY, JSON.stringify({ ...event(n), id: `load-${round}-${n}` })),
    });
    isOver = true;
    await scraping;
    if (Object.keys(statuses).join() !== "200") throw new Error(`ingest answered ${JSON.stringify(statuses)}`);
    rates[isScraped ? "scraped" : "quiet"].push(perSecond);
  }
  const [scraped, quiet] = [median(rates.scraped), median(rates.quiet)];
  return {
    work: `single-event ingest at full load, scraped every ${OFTEN_MS / 1000} s`,
    value: scraped,
    unit: "events/s",
    against: { what: "not scraped", value: quiet },
    goal: "≥ 0.9 ×",
    holds: scraped >= 0.9 * quiet,
  };
}
