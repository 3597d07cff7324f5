import type { APIRequestContext } from "@playwright/test";
import { ADMIN_KEY } from "../../playwright.config";
import { eventually } from "../support/wait";

/** An event to report; `id` and `time` are made where left out. */
export interface Reported {
  type: string;
  bot_id: string;
  id?: string;
  time?: string;
  data?: Record<string, unknown>;
}

/** A name that no other test uses. */
export const unique = (name: string) => `${name}-${crypto.randomUUID().slice(0, 8)}`;

/** An instant some seconds ago, as RFC 3339. */
export const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

/** Reports events and waits for their acknowledgement. @param origin another server than the one under `baseURL` */
export async function report(request: APIRequestContext, events: Reported[], origin = ""): Promise<void> {
  const identified = events.map((event) => ({ id: crypto.randomUUID(), ...event }));
  const response = await request.post(`${origin}/api/events`, {
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
    data: identified,
  });
  const answer = await response.text();
  if (response.status() !== 200 || JSON.parse(answer).accepted !== events.length) {
    throw new Error(`Ingest answered ${response.status()}: ${answer}`);
  }
}

/** A bot that has done three jobs, one of them failed, and works on a fourth since 5 min 30 s. */
export async function busyBot(request: APIRequestContext): Promise<{ bot: string; current: string; failed: string }> {
  const bot = unique("worker");
  const [current, failed] = [`${bot}-current`, `${bot}-failed`];
  const ended = (job_id: string, data: object) => ({ type: "job.finished", bot_id: bot, data: { job_id, ...data } });
  await report(request, [
    { type: "job.queued", bot_id: bot, time: ago(900), data: { job_id: failed, queue: "mails" } },
    { type: "job.started", bot_id: bot, time: ago(858), data: { job_id: failed, queue: "mails" } },
    ended("done-1", { status: "succeeded", duration_ms: 240_000 }),
    ended("done-2", { status: "succeeded", duration_ms: 120_000 }),
    ended(failed, {
      status: "failed",
      duration_ms: 330_000,
      error: {
        type: "TimeoutError",
        message: "no answer within 30 s",
        stack: "TimeoutError: no answer\n    at send (mailer.ts:42)",
      },
    }),
    { type: "job.started", bot_id: bot, time: ago(330), data: { job_id: current, queue: "mails" } },
    { type: "job.progress", bot_id: bot, data: { job_id: current, percent: 62, note: "uploading" } },
    { type: "queue.sampled", bot_id: bot, data: { queue: "mails", pending: 45, dead_letter: 2 } },
    {
      type: "dependency.checked",
      bot_id: bot,
      data: { component: "mail server", status: "degraded", latency_ms: 2300 },
    },
    {
      type: "heartbeat",
      bot_id: bot,
      data: {
        status: "busy",
        current_job_id: current,
        kind: "worker",
        tags: [bot],
        cpu_percent: 12.5,
        memory_bytes: 2 ** 31,
      },
    },
  ]);
  return { bot, current, failed };
}

/** Has the rule of services that are down wait for nothing, so that a seeded fleet has an incident at the next tick. */
export async function fireAtOnce(origin: string): Promise<void> {
  const answer = await fetch(`${origin}/api/alert-rules/service-down`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ for_seconds: 0 }),
  });
  if (!answer.ok) throw new Error(`The rule was not changed: ${await answer.text()}`);
}

/** The id of the newest incident, once the alert rules have found one. */
export async function firstIncident(client: APIRequestContext): Promise<string> {
  return await eventually(async () => {
    const answer = await client.get("/api/incidents?limit=1", { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
    const { incidents } = (await answer.json()) as { incidents: { id: string }[] };
    return incidents[0]?.id;
  }, 90_000);
}
