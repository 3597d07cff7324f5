import { tickAlerts } from "./alerts/tick";
import { isUnavailable } from "./db/errors";
import { deliverPending } from "./notify/deliver";
import { keepRetention } from "./retention/keep";
import { foldRollups } from "./rollups/fold";
import type { Runtime } from "./runtime";
import { scrapeDue } from "./scrape/run";
import { log } from "./telemetry/log";
import { countCronRun } from "./telemetry/metrics/own";

const FOLD_EVERY_MS = 2000;
/** A bot that falls silent is an incident within this time of being overdue. */
const TICK_EVERY_MS = 15_000;
const TICK_FIRST_MS = 1000;
/** Nobody ticked for longer: we were away, be it only for an upgrade, and bots could not be heard. */
const AWAY_AFTER_MS = 4 * TICK_EVERY_MS;
const DELIVER_EVERY_MS = 1000;
const SCRAPE_EVERY_MS = 5000;
const RETENTION_FIRST_MS = 10_000;
const RETENTION_EVERY_MS = 3_600_000;
/** After a failure retention is tried again this soon, since partitions ahead depend on it. */
const RETENTION_AGAIN_MS = 60_000;

/** The clockwork of this process: folds rollups, evaluates alerts, delivers notices, scrapes targets and keeps retention. */
export interface Scheduler {
  /** Ends it, after the transactions that are under way. */
  stop(): Promise<void>;
}

// Next's bundle and the server's bundle live in one process, each with its own copy of this module.
const KEY = Symbol.for("rollcall.scheduler");
const held = globalThis as { [KEY]?: Scheduler | undefined };

/**
 * Starts the clockwork, once in a process; `SCHEDULER=off` starts nothing. Errors are logged, never thrown. Several
 * instances on one database do no harm: each verb is safe twice at once.
 */
export function startScheduler(runtime: Runtime): Scheduler {
  if (runtime.env.SCHEDULER === "off") return { stop: async () => {} };
  held[KEY] ??= start(runtime);
  return held[KEY];
}

function start(runtime: Runtime): Scheduler {
  const { db, upkeep, now, env } = runtime;
  const fold = repeat("fold", { firstMs: 0, againMs: FOLD_EVERY_MS }, async (signal) => {
    await foldRollups({ db: upkeep }, signal);
    return FOLD_EVERY_MS;
  });
  const alerts = repeat("alerts", { firstMs: TICK_FIRST_MS, againMs: TICK_EVERY_MS }, async (signal) => {
    await tickAlerts(runtime, { isDelivering: false, awayAfterMs: AWAY_AFTER_MS }, signal);
    return TICK_EVERY_MS;
  });
  const delivery = repeat("delivery", { firstMs: DELIVER_EVERY_MS, againMs: DELIVER_EVERY_MS }, async (signal) => {
    await deliverPending({ db, now, env }, signal);
    return DELIVER_EVERY_MS;
  });
  const scrape = repeat("scrape", { firstMs: SCRAPE_EVERY_MS, againMs: SCRAPE_EVERY_MS }, async (signal) => {
    await scrapeDue(runtime, signal);
    return SCRAPE_EVERY_MS;
  });
  const retention = repeat(
    "retention",
    { firstMs: RETENTION_FIRST_MS, againMs: RETENTION_AGAIN_MS },
    async (signal) => {
      const { complete } = await keepRetention({ db: upkeep, now }, { env, signal });
      return complete ? RETENTION_EVERY_MS : RETENTION_AGAIN_MS;
    },
  );
  return {
    stop: async () => {
      held[KEY] = undefined;
      await Promise.all([fold(), alerts(), delivery(), scrape(), retention()]);
    },
  };
}

/**
 * Runs `work` over and over, never overlapping itself; it answers in how many milliseconds it wants to run again, and runs
 * again after `againMs` when it failed.
 * @returns ends it, after the transaction that is under way
 */
function repeat(
  name: string,
  { firstMs, againMs }: { firstMs: number; againMs: number },
  work: (signal: AbortSignal) => Promise<number>,
): () => Promise<void> {
  const ending = new AbortController();
  let trouble: "outage" | "failure" | null = null;
  let timer: ReturnType<typeof setTimeout>;
  let running: Promise<void> = Promise.resolve();

  const run = async () => {
    let wait = againMs;
    const startedAt = performance.now();
    try {
      wait = await work(ending.signal);
      countCronRun(name, performance.now() - startedAt, Date.now());
      if (trouble) log.info("task works again", { task: name });
      trouble = null;
    } catch (error) {
      countCronRun(name, performance.now() - startedAt, null);
      const found = isUnavailable(error) ? "outage" : "failure";
      // One line each time it begins, however often it is tried.
      if (found !== trouble && found === "outage") log.warn("database unavailable, task waits", { task: name, error });
      if (found !== trouble && found === "failure") log.error("task failed", { task: name, error });
      trouble = found;
    }
    if (!ending.signal.aborted) plan(wait);
  };
  const plan = (ms: number) => {
    timer = setTimeout(() => {
      running = run();
    }, ms);
    // Node's timers keep a process alive unless told otherwise; on other runtimes they are numbers.
    if (typeof timer === "object") timer.unref();
  };
  plan(firstMs);
  return async () => {
    ending.abort();
    clearTimeout(timer);
    await running;
  };
}
