import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installShippedRules } from "@/lib/alerts/rules";
import type { Database } from "@/lib/db/client";
import { isUnavailable } from "@/lib/db/errors";
import { migrate } from "@/lib/db/migrate";
import { type Runtime, runtime } from "@/lib/runtime";
import { startScheduler } from "@/lib/scheduler";
import { logPrinted } from "@/lib/telemetry/console";
import { log } from "@/lib/telemetry/log";
import { readMetrics } from "@/lib/telemetry/metrics/read";
import { setRoutes } from "@/lib/telemetry/metrics/routes";

const WAIT_FOR_DATABASE_MS = 30_000;
const RETRY_MS = 1000;
const WARM_UP_AFTER_MS = 1500;

/** Ends what {@link startBackground} started, and closes the database after it. */
export type StopBackground = () => Promise<void>;

/** Opens the database, brings its schema up to date and starts the scheduler. Waits half a minute for an absent database. */
export async function startBackground(): Promise<StopBackground> {
  if (process.env.NODE_ENV === "production") logPrinted(console);
  setRoutes(builtRoutes());
  const opened = await runtime();
  await migrateWhenReachable(opened.upkeep);
  await installShippedRules({ db: opened.db, now: opened.now() });
  // A serverless function sleeps between requests: there the cron routes do the scheduler's work.
  const scheduler = process.env.VERCEL ? undefined : startScheduler(opened);
  const warmUp = process.env.VERCEL ? undefined : warmUpMetrics(opened);
  return async () => {
    clearTimeout(warmUp);
    await scheduler?.stop();
    await opened.close();
  };
}

/** Reads the metrics once when the start is over: the first reading takes several times as long as those that follow. */
function warmUpMetrics({ now, ...parts }: Runtime): ReturnType<typeof setTimeout> | undefined {
  if (parts.env.METRICS === "off") return undefined;
  return setTimeout(() => void readMetrics({ ...parts, now: now() }, "text"), WARM_UP_AFTER_MS).unref();
}

/** The routes as the build lists them; none where it left no list, as in development. */
function builtRoutes(): string[] {
  try {
    const manifest = JSON.parse(readFileSync(join(process.cwd(), ".next", "routes-manifest.json"), "utf8"));
    return [...manifest.staticRoutes, ...manifest.dynamicRoutes].map(({ page }: { page: string }) => page);
  } catch {
    return [];
  }
}

async function migrateWhenReachable(db: Database): Promise<void> {
  const end = Date.now() + WAIT_FOR_DATABASE_MS;
  for (;;) {
    try {
      return await migrate(db, join(process.cwd(), "drizzle", "migrations"));
    } catch (error) {
      if (!isUnavailable(error) || Date.now() > end) throw error;
      log.warn("waiting for the database", { error });
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
