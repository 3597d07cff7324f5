import { isRetryable, isUnavailable } from "./db/errors";
import { keepRetention } from "./retention/keep";
import { foldRollups } from "./rollups/fold";
import type { Runtime } from "./runtime";
import { log } from "./telemetry/log";

const FOLD_EVERY_MS = 1000;
const RETENTION_FIRST_MS = 10_000;
const RETENTION_EVERY_MS = 3_600_000;
/** After a failure retention is tried again this soon, since partitions ahead depend on it. */
const RETENTION_AGAIN_MS = 60_000;

/** The clockwork of this process: folds rollups and keeps retention. */
export interface Scheduler {
  /** Ends it after what is under way. */
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

function start({ db, now, env }: Runtime): Scheduler {
  const tasks = [
    repeat(
      "fold",
      0,
      async () => {
        await foldRollups({ db });
        return FOLD_EVERY_MS;
      },
      FOLD_EVERY_MS,
    ),
    repeat(
      "retention",
      RETENTION_FIRST_MS,
      async () => {
        const { complete } = await keepRetention({ db, now }, { env });
        return complete ? RETENTION_EVERY_MS : RETENTION_AGAIN_MS;
      },
      RETENTION_AGAIN_MS,
    ),
  ];
  return {
    stop: async () => {
      held[KEY] = undefined;
      await Promise.all(tasks.map((stop) => stop()));
    },
  };
}

/**
 * Runs `work` over and over, never overlapping itself; it answers in how many milliseconds it wants to run again.
 * @returns ends it, after the run that is under way
 */
function repeat(name: string, firstMs: number, work: () => Promise<number>, againMs: number): () => Promise<void> {
  let stopped = false;
  let away = false;
  let timer: ReturnType<typeof setTimeout>;
  let running: Promise<void> = Promise.resolve();

  const run = async () => {
    let wait = againMs;
    try {
      wait = await work();
      if (away) log.info("database is back", { task: name });
      away = false;
    } catch (error) {
      const outage = isUnavailable(error);
      if (outage && !away) log.warn("database unavailable, task waits", { task: name, error });
      else if (!outage && !isRetryable(error)) log.error("task failed", { task: name, error });
      away = outage;
    }
    if (!stopped) plan(wait);
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
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
