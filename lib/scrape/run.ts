import { type KeyringEnv, openKeyring, unseal } from "../access/seal";
import type { Database } from "../db/client";
import { acceptEvent, isRefusal } from "../events/accept";
import type { IngestBuffer } from "../events/buffer";
import { createOutbound } from "../outbound/connect";
import { type Outbound, OutboundError } from "../outbound/outbound";
import { growthsOf, snapshotOf } from "./delta";
import { isOfRequests, requestsOf } from "./requests";
import { claimTargets, finishScrape, insertRequests, type StoredTarget, slowHeartbeats } from "./store";
import { parseSamples, type Sample } from "./text-format";

/** Longer than a scrape can take. */
const LEASE_MS = 60_000;
/** Targets that are scraped at once. */
const AT_ONCE = 16;
const MAX_BYTES = 8 * 1024 * 1024;
/** A target with more counters than this tells requests apart by something that it should not. */
const MAX_SERIES = 20_000;
const MINUTE_MS = 60_000;

export interface ScrapeContext {
  db: Database;
  buffer: Pick<IngestBuffer, "submit">;
  now: () => Date;
  env: KeyringEnv & { OUTBOUND_ALLOW?: string | undefined };
  /** Days that raw events are kept. */
  rawDays: number;
  /** The way out; of the environment unless given. */
  outbound?: Outbound;
}

/** What a run did. */
export interface ScrapeReport {
  scraped: number;
  failed: number;
}

/**
 * Scrapes the targets that are due. Counters become rollups in the transaction that notes how far they were read, so that
 * nothing is lost or counted twice, whoever dies when, and however many do this at once.
 * @param id one target, whether it is due or not
 */
export async function scrapeDue(context: ScrapeContext, signal?: AbortSignal, id?: string): Promise<ScrapeReport> {
  const report = { scraped: 0, failed: 0 };
  const outbound = context.outbound ?? createOutbound(context.env);
  while (!signal?.aborted) {
    const now = context.now();
    const until = new Date(now.getTime() + LEASE_MS);
    const targets = await claimTargets(context.db, { now, until, limit: AT_ONCE, id });
    if (targets.length === 0) break;
    const done = await Promise.all(targets.map((target) => scrape({ ...context, outbound }, target)));
    for (const isRead of done) report[isRead ? "scraped" : "failed"] += 1;
    if (id !== undefined || targets.length < AT_ONCE) break;
  }
  return report;
}

async function scrape(context: ScrapeContext & { outbound: Outbound }, target: StoredTarget): Promise<boolean> {
  const started = performance.now();
  const read = await readTarget(context, target).catch((error): string => {
    if (error instanceof OutboundError) return error.message;
    throw error;
  });
  const triedAt = context.now();
  const attempt = {
    ...{ triedAt, tookMs: performance.now() - started, lastError: typeof read === "string" ? read : null },
    dueAt: new Date(triedAt.getTime() + target.intervalSeconds * 1000),
  };
  if (typeof read === "string") {
    await finishScrape(context.db, target, { ...attempt, sample: target.sample });
    return false;
  }
  const requests = requestsOf(growthsOf(read, target.sample), target.mapping);
  const minute = new Date(Math.floor(triedAt.getTime() / MINUTE_MS) * MINUTE_MS);
  const isOurs = await context.db.transaction(async (tx) => {
    if (!(await finishScrape(tx, target, { ...attempt, sample: snapshotOf(read) }))) return false;
    await insertRequests(tx, target.botId, minute, requests);
    return true;
  });
  if (isOurs) await reportAlive(context, target, triedAt);
  return isOurs;
}

/** @returns the samples, or why there are none */
async function readTarget(
  { db, env, outbound }: ScrapeContext & { outbound: Outbound },
  { id, url, mapping, sealed }: StoredTarget,
): Promise<Sample[] | string> {
  const token = sealed === null ? null : await unseal(sealed, id, await openKeyring({ db, env }));
  if (sealed !== null && token === null) return "Its token was sealed by another key: enter it again.";
  const { status, text, cut } = await outbound.request(url, {
    method: "GET",
    headers: { accept: "text/plain;version=0.0.4", ...(token && { authorization: `Bearer ${token.text}` }) },
    maxBytes: MAX_BYTES,
  });
  if (status !== 200) return `It answered ${status}.`;
  if (cut) return `It answered more than ${MAX_BYTES / 1024 / 1024} MB.`;
  const samples = parseSamples(text, (name) => name === "process_start_time_seconds" || isOfRequests(name, mapping));
  if (samples.length > MAX_SERIES) return `It has more than ${MAX_SERIES} series of requests.`;
  // Before its first request a service only declares them.
  const isDeclared = [mapping.requests, mapping.durations].some((name) => text.includes(`# TYPE ${name} `));
  if (!isDeclared && !samples.some(({ name }) => isOfRequests(name, mapping)))
    return `It has neither ${mapping.requests} nor ${mapping.durations}.`;
  return samples;
}

/** A target that answers is a bot that lives. */
async function reportAlive(context: ScrapeContext, target: StoredTarget, at: Date): Promise<void> {
  const { id, botId, name, url, intervalSeconds } = target;
  const receivedAt = at.getTime();
  const event = acceptEvent(
    {
      ...{ type: "heartbeat", bot_id: botId, id: `scrape-${id}-${receivedAt}` },
      data: { kind: "service", name, host: new URL(url).host },
    },
    { receivedAt, oldest: 0 },
  );
  if (isRefusal(event)) return;
  await context.buffer.submit([event]);
  await slowHeartbeats(context.db, botId, intervalSeconds);
}
