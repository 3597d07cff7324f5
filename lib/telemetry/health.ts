import { z } from "zod";
import { type Database, ping } from "../db/client";
import { type DependencyHealth, selectDependencyHealth } from "../dependencies/store";
import { within } from "../http/deadline";

const DEPENDENCY_WINDOW_MS = 3600_000;
const MAX_DEPENDENCIES = 100;
/** As long as a pool tries to connect: a database that says nothing for this long is gone, not slow. */
const GIVE_UP_MS = 5000;

export const healthSchema = z.object({
  status: z
    .enum(["ok", "degraded", "down"])
    .describe(
      "degraded: the database is slow, or still being connected to, or a dependency of a bot is not up; " +
        `down: the database fails, or has said nothing for ${GIVE_UP_MS / 1000} s.`,
    ),
  database: z.object({
    ok: z.boolean().describe("It answered in time."),
    latency_ms: z.number().nullable().describe("Null where it has not answered."),
  }),
  dependencies: z
    .record(z.string(), z.object({ status: z.enum(["up", "degraded", "down"]), received_at: z.iso.datetime() }))
    .describe("By component, the worst that any bot said of it in the last hour."),
  memory_mb: z.number().nullable(),
});

/** With no key, `status` is all that is told. */
export const healthStatusSchema = healthSchema.pick({ status: true });

export type Health = z.infer<typeof healthSchema>;

/** What a question to the database brought. */
export interface DatabaseAnswer {
  latencyMs: number;
  dependencies: DependencyHealth[];
}

/**
 * Looks at the database without waiting long: one question is under way at a time and goes on when nobody waits for it
 * any more, so a slow first connection is there for the next look, and a hanging database is not asked ever more often.
 */
export class HealthWatch {
  private question: Promise<DatabaseAnswer | null> | undefined;
  /** Of the question before: null when it failed, undefined before the first. */
  private last: DatabaseAnswer | null | undefined;

  constructor(
    private readonly ask: () => Promise<DatabaseAnswer>,
    private readonly giveUpMs = GIVE_UP_MS,
  ) {}

  /**
   * A quick look at this process, its database and what bots depend on. Never throws. A database that is silent so far is
   * `degraded` unless the question before failed.
   * @param withinMs how long the database may take
   * @param memoryBytes resident memory of this process, null where the platform does not tell
   */
  async look(withinMs: number, memoryBytes: number | null): Promise<Health> {
    this.question ??= this.askOnce().finally(() => {
      this.question = undefined;
    });
    const answer = await within(withinMs, this.question).catch(() => undefined);
    const known = answer === undefined ? this.last : answer;
    const dependencies = known?.dependencies ?? [];
    const isWell = answer && answer.latencyMs <= withinMs && dependencies.every(({ status }) => status === "up");
    return {
      status: known === null ? "down" : isWell ? "ok" : "degraded",
      database: { ok: Boolean(answer), latency_ms: answer ? Math.round(answer.latencyMs * 10) / 10 : null },
      dependencies: Object.fromEntries(
        dependencies.map(({ component, status, receivedAt }) => [
          component,
          { status, received_at: receivedAt.toISOString() },
        ]),
      ),
      memory_mb: memoryBytes === null ? null : Math.round(memoryBytes / 1_048_576),
    };
  }

  private async askOnce(): Promise<DatabaseAnswer | null> {
    this.last = await within(this.giveUpMs, this.ask()).catch(() => null);
    return this.last;
  }
}

/** Asks the database how it is and what bots said of their dependencies, by one connection. Throws what the driver throws. */
export async function askDatabase({ db, now }: { db: Database; now: Date }): Promise<DatabaseAnswer> {
  const latencyMs = await ping(db);
  const since = new Date(now.getTime() - DEPENDENCY_WINDOW_MS);
  return { latencyMs, dependencies: await selectDependencyHealth(db, since, MAX_DEPENDENCIES) };
}
