import { type Keyring, openKeyring } from "../access/seal";
import type { Database } from "../db/client";
import { createOutbound } from "../outbound/connect";
import type { Outbound } from "../outbound/outbound";
import { countDelivery } from "../telemetry/metrics/own";
import { type Attempt, attempt, type NotifyEnv } from "./attempt";
import {
  channelsDue,
  claimDeliveries,
  hasReceived,
  insertAttempt,
  type Mark,
  markDelivery,
  postponeChannel,
  type StoredDelivery,
} from "./deliveries/store";
import { restateAlerts } from "./restate";
import { type StoredChannel, selectChannel } from "./store";

/** Longer than an attempt can take: whoever has a lease beyond this is dead. */
const LEASE_MS = 60_000;
/** Deliveries of one channel that are under way at once. */
const PER_CHANNEL = 4;
/** Channels that are served at once. */
const MAX_LANES = 32;
/** No lane begins anything after this long. */
const BUDGET_MS = 40_000;
/** How often to look for channels that have become due while others are served. */
const LOOK_EVERY_MS = 250;
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 900_000;
/** With the waits between them, about a day. */
const MAX_ATTEMPTS = 134;

export interface DeliverContext {
  db: Database;
  now: () => Date;
  env: NotifyEnv;
  /** The way out; of the environment unless given. */
  outbound?: Outbound;
}

/**
 * What was done: notices delivered, to be tried again, given up, muted at the last moment, and said again to those who
 * forget.
 */
export interface DeliveryCounts {
  sent: number;
  retry: number;
  dead: number;
  muted: number;
  restated: number;
}

/**
 * Sends what is due. Each delivery is claimed by a lease and sent outside any transaction, so several processes may do
 * this at once; one that is killed between sending and marking sends it once more, with the same id. Channels are
 * served side by side: a slow or dead receiver holds up nobody else, and at one that fails no more is tried this time.
 * @param signal begins nothing more; what is under way is finished
 */
export async function deliverPending(
  { outbound, ...context }: DeliverContext,
  signal?: AbortSignal,
): Promise<DeliveryCounts> {
  const counts = { sent: 0, retry: 0, dead: 0, muted: 0 };
  const end = performance.now() + BUDGET_MS;
  let keyring: Promise<Keyring> | undefined;
  const run: Run = {
    context: { ...context, outbound: outbound ?? createOutbound(context.env) },
    keyring: () => {
      keyring ??= openKeyring(context);
      return keyring;
    },
    counts,
    hasTime: () => performance.now() < end && !signal?.aborted,
  };
  const restating = restateAlerts(run.context, context.now());
  // Heard below, whatever ends first.
  restating.catch(() => {});
  const lanes = new Map<string, Promise<void>>();
  const failing = new Set<string>();
  try {
    do {
      if (run.hasTime()) await openLanes(run, lanes, failing);
      if (lanes.size > 0) await Promise.race([...lanes.values(), pause(LOOK_EVERY_MS)]);
    } while (lanes.size > 0);
  } finally {
    await Promise.allSettled([...lanes.values(), restating]);
  }
  return { ...counts, restated: await restating };
}

type Became = "sent" | "retry" | "dead" | "muted";

interface Run {
  context: DeliverContext & { outbound: Outbound };
  counts: Record<Became, number>;
  /** Opened when first needed: mostly nothing is due. */
  keyring(): Promise<Keyring>;
  hasTime(): boolean;
}

async function openLanes(run: Run, lanes: Map<string, Promise<void>>, failing: Set<string>): Promise<void> {
  const due = await channelsDue(run.context.db, leaseOf(run));
  for (const channelId of due) {
    if (lanes.has(channelId) || failing.has(channelId) || lanes.size >= MAX_LANES) continue;
    const lane = serve(run, channelId)
      .then((isWell) => void (isWell || failing.add(channelId)))
      .finally(() => lanes.delete(channelId));
    // Heard where it is waited for; a lane that fails earlier must not end the process.
    lane.catch(() => {});
    lanes.set(channelId, lane);
  }
}

const leaseOf = ({ context }: Run) => {
  const now = context.now();
  return { now, until: new Date(now.getTime() + LEASE_MS) };
};

/** Sends all that is due at one channel. @returns false where something failed, after which nothing more is tried */
async function serve(run: Run, channelId: string): Promise<boolean> {
  while (run.hasTime()) {
    const claimed = await claimDeliveries(run.context.db, channelId, { ...leaseOf(run), limit: PER_CHANNEL });
    if (claimed.length === 0) break;
    const channel = await selectChannel(run.context.db, channelId);
    const outcomes = await Promise.all(claimed.map((delivery) => deliver(run, channel, delivery)));
    if (outcomes.includes("retry")) return false;
  }
  return true;
}

async function deliver(run: Run, channel: StoredChannel | undefined, delivery: StoredDelivery): Promise<Became> {
  const { context, counts } = run;
  const reason = await reasonToMute(context.db, channel, delivery);
  if (reason !== null || !channel) {
    const mark = { ...unchanged(delivery), status: "muted", lastError: reason } as const;
    await markDelivery(context.db, delivery.id, delivery.leasedUntil, mark);
    counts.muted += 1;
    return "muted";
  }
  const at = context.now();
  const keyring = await run.keyring();
  const tried = await attempt({ ...context, keyring }, channel, { id: delivery.id, notice: delivery.notice, at });
  countDelivery(channel.kind, tried.outcome, tried.tookMs);
  const mark = markOf(delivery, tried, context.now());
  await context.db.transaction(async (tx) => {
    const { outcome, statusCode, detail, tookMs } = tried;
    await insertAttempt(tx, { deliveryId: delivery.id, at, tookMs, outcome, statusCode, detail });
    await markDelivery(tx, delivery.id, delivery.leasedUntil, mark);
    // Whoever asks for a pause means all of us, not this notice.
    if (tried.retryAfterMs) await postponeChannel(tx, channel.id, new Date(at.getTime() + tried.retryAfterMs));
  });
  const became = mark.status === "pending" ? "retry" : (mark.status as "sent" | "dead");
  counts[became] += 1;
  return became;
}

/** Why a delivery that is due must not be sent any more. */
async function reasonToMute(
  db: Database,
  channel: StoredChannel | undefined,
  { incidentId, notice }: StoredDelivery,
): Promise<string | null> {
  if (!channel) return "The channel was deleted.";
  if (!channel.enabled) return "The channel is switched off.";
  const follows = notice.kind === "resolved" || notice.kind === "acknowledged";
  if (!follows || incidentId === null || (await hasReceived(db, channel.id, incidentId))) return null;
  return NEVER_BEGUN;
}

/** Said of the end of something whose beginning the receiver never took. */
export const NEVER_BEGUN = "The receiver was never told of its beginning.";

const unchanged = ({ attempts, dueAt }: StoredDelivery) => ({ attempts, dueAt, sentAt: null });

function markOf(delivery: StoredDelivery, tried: Attempt, now: Date): Mark {
  const attempts = delivery.attempts + 1;
  const done = { ...unchanged(delivery), attempts, lastError: tried.outcome === "sent" ? null : tried.detail };
  if (tried.outcome === "sent") return { ...done, status: "sent", sentAt: now };
  if (tried.outcome === "dead" || attempts >= MAX_ATTEMPTS) return { ...done, status: "dead" };
  const wait = Math.max(waitMs(attempts), tried.retryAfterMs ?? 0);
  return { ...done, status: "pending", dueAt: new Date(now.getTime() + wait) };
}

/**
 * The wait after so many failed attempts: doubled each time up to a quarter of an hour, the upper half of it by chance, so
 * that many do not come back at one moment.
 */
export function waitMs(attempts: number, random: () => number = Math.random): number {
  const bound = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 20));
  return bound * (0.5 + random() / 2);
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
