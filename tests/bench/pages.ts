import { OPERATIONS } from "@/lib/http/openapi/document";
import { botOf, seedFleet } from "../support/big-fleet";
import { send } from "../support/http";
import { once } from "../support/once";
import { mountedPages, OPEN_PAGES, pathOf } from "../support/routes";
import { newOperator } from "../support/sign-in";
import { benchUse } from "./pages-in-browser";
import type { Figure } from "./support/report";
import { KEY, type Running, type Stage } from "./support/stage";

const BOTS = 1000;
const DAYS = 30;
const WARM_UP = 10;
const REQUESTS = 60;
const GOAL_MS = 100;
/** Reads that hold the line open, or whose size is the caller's choice. */
const ENDLESS = /stream|export/;

/** Queries that a read cannot do without. */
const QUERIES: Record<string, string> = {
  "/api/views": "?page=bots",
  "/api/alert-rules/{rule_id}/history": "?subject=bot:bot-0012",
};

/** Every page and every read of the API with 1,000 bots and 30 days behind them, one request at a time; then in a browser. */
export async function benchPages(stage: Stage): Promise<Figure[]> {
  const database = await stage.database();
  const startedAt = performance.now();
  await seedFleet(database, { bots: BOTS, days: DAYS });
  console.log(`${BOTS} bots and ${DAYS} days made in ${Math.round((performance.now() - startedAt) / 1000)} s`);
  const server = await stage.rollcall(database, "deno");
  const values = await parameters(database, `http://127.0.0.1:${server.port}`);
  const { cookie } = await newOperator(`http://127.0.0.1:${server.port}`, "admin", KEY);
  const figures: Figure[] = [];
  for (const path of pagesOf(values)) figures.push(await measure(server, path, { accept: "text/html", cookie }));
  const key = { accept: "application/json", authorization: `Bearer ${KEY}` };
  for (const path of readsOf(values)) figures.push(await measure(server, path, key));
  figures.push(...(await benchUse(server, cookie, pagesOf(values))));
  await server.stop();
  return figures;
}

/** What stands for the parameters in the paths: a worker with a past and a job of its, an incident and a silence. */
async function parameters(database: string, url: string): Promise<Record<string, string>> {
  const botId = botOf(12);
  const [job] = await once<{ id: string }>(
    database,
    "select job_id as id from job_runs where bot_id = $1 order by finished_at desc nulls last limit 1",
    [botId],
  );
  if (!job) throw new Error(`${botId} has no job`);
  const now = new Date();
  const alert = { status: "firing", labels: { alertname: "Fire" }, startsAt: now.toISOString(), fingerprint: "fire" };
  await send(`${url}/alerts/webhook`, { version: "4", alerts: [alert] }, { key: KEY });
  const [incident] = await once<{ id: string }>(database, "select id from incidents limit 1");
  const ends_at = new Date(now.getTime() + 3_600_000).toISOString();
  const matcher = { bots: ["nobody"] };
  const { body } = await send<{ id: string }>(
    `${url}/api/silences`,
    { matcher, reason: "bench", ends_at },
    { key: KEY },
  );
  return {
    incidentId: incident!.id,
    incident_id: incident!.id,
    ruleId: "bot-offline",
    silence_id: body.id,
    botId,
    bot_id: botId,
    jobId: job.id,
    job_id: job.id,
    queue: "queue-1",
    runbook: "bot-offline",
    rule_id: "bot-offline",
  };
}

/** The pages behind the sign-in. */
function pagesOf(values: Record<string, string>): string[] {
  const closed = mountedPages().filter(({ pattern }) => !OPEN_PAGES.includes(pattern));
  return closed.map(({ pattern }) => pathOf(pattern, values));
}

/** Reads by a read key, all of whose path parameters are known. */
function readsOf(values: Record<string, string>): string[] {
  return OPERATIONS.filter(
    ({ method, access, path }) => method === "get" && access === "read" && !ENDLESS.test(path),
  ).map(({ path }) => pathOf(path.replaceAll("{", "[").replaceAll("}", "]"), values) + (QUERIES[path] ?? ""));
}

/** The time from a request to the last byte of its answer, a warm server's 95th percentile. */
async function measure({ port }: Running, path: string, headers: Record<string, string>): Promise<Figure> {
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + REQUESTS; n++) {
    const start = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers, redirect: "manual" });
    await answer.arrayBuffer();
    if (answer.status >= 400) throw new Error(`${path} answered ${answer.status}`);
    if (n >= WARM_UP) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const value = times[Math.floor(times.length * 0.95)] ?? Number.NaN;
  const kind = headers.accept === "text/html" ? "page" : "read";
  return { work: `${kind} ${path}: p95`, value, unit: "ms", goal: `≤ ${GOAL_MS} ms`, holds: value <= GOAL_MS };
}
