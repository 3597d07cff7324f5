import { z } from "zod";
import { type Database, ping } from "../db/client";
import { selectDependencyHealth } from "../dependencies/store";
import { within } from "../http/deadline";

const DEPENDENCY_WINDOW_MS = 3600_000;
const MAX_DEPENDENCIES = 100;

export const healthSchema = z.object({
  status: z.enum(["ok", "degraded", "down"]).describe("down: no database; degraded: a dependency of a bot is not up."),
  database: z.object({ ok: z.boolean(), latency_ms: z.number().nullable() }),
  dependencies: z
    .record(z.string(), z.object({ status: z.enum(["up", "degraded", "down"]), received_at: z.iso.datetime() }))
    .describe("By component, the worst that any bot said of it in the last hour."),
  memory_mb: z.number().nullable(),
});

/** With no key, `status` is all that is told. */
export const healthStatusSchema = healthSchema.pick({ status: true });

export type Health = z.infer<typeof healthSchema>;

/**
 * A quick look at this process, its database and what bots depend on. Never throws: no answer in time is `down`.
 * @param withinMs how long the database may take
 * @param memoryBytes resident memory of this process, null where the platform does not tell
 */
export async function checkHealth(
  { db, now, memoryBytes }: { db: () => Promise<Database>; now: Date; memoryBytes: number | null },
  withinMs: number,
): Promise<Health> {
  const memory_mb = memoryBytes === null ? null : Math.round(memoryBytes / 1_048_576);
  try {
    const asking = db().then((opened) => askDatabase(opened, now));
    const { latencyMs, dependencies } = await within(withinMs, asking);
    return {
      status: dependencies.every(({ status }) => status === "up") ? "ok" : "degraded",
      database: { ok: true, latency_ms: Math.round(latencyMs * 10) / 10 },
      dependencies: Object.fromEntries(
        dependencies.map(({ component, status, receivedAt }) => [
          component,
          { status, received_at: receivedAt.toISOString() },
        ]),
      ),
      memory_mb,
    };
  } catch {
    return { status: "down", database: { ok: false, latency_ms: null }, dependencies: {}, memory_mb };
  }
}

async function askDatabase(db: Database, now: Date) {
  const since = new Date(now.getTime() - DEPENDENCY_WINDOW_MS);
  const [latencyMs, dependencies] = await Promise.all([ping(db), selectDependencyHealth(db, since, MAX_DEPENDENCIES)]);
  return { latencyMs, dependencies };
}
