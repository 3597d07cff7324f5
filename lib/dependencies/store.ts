import { asc, desc, eq, gt, sql } from "drizzle-orm";
import { dependencies } from "@/drizzle/schema/dependencies";
import type { Database } from "../db/client";

/** A component that bots depend on: the worst that any of them says of it. */
export interface DependencyHealth {
  component: string;
  status: "up" | "degraded" | "down";
  /** Latest check of any bot, by receipt. */
  receivedAt: Date;
}

const STATUS_BY_RANK = ["up", "degraded", "down"] as const;

/** Components that were checked since an instant, the worst first. */
export async function selectDependencyHealth(db: Database, since: Date, limit: number): Promise<DependencyHealth[]> {
  const rank = sql<number>`max(case ${dependencies.status} when 'down' then 2 when 'degraded' then 1 else 0 end)`;
  const rows = await db
    .select({
      component: dependencies.component,
      rank: rank.mapWith(Number),
      receivedAt: sql`max(${dependencies.receivedAt})`.mapWith(dependencies.receivedAt),
    })
    .from(dependencies)
    .where(gt(dependencies.receivedAt, since))
    .groupBy(dependencies.component)
    .orderBy(desc(rank), dependencies.component)
    .limit(limit);
  return rows.map(({ component, rank, receivedAt }) => ({
    component,
    status: STATUS_BY_RANK[rank] ?? "up",
    receivedAt,
  }));
}

/** The latest check of a component, by the bot that made it. */
export type DependencyCheck = typeof dependencies.$inferSelect;

/** The latest check of each component that a bot depends on, by name. */
export async function selectDependenciesOf(db: Database, botId: string): Promise<DependencyCheck[]> {
  return await db.select().from(dependencies).where(eq(dependencies.botId, botId)).orderBy(asc(dependencies.component));
}

/** The latest check of each component by each bot. */
export async function selectDependencies(db: Database): Promise<DependencyCheck[]> {
  return await db.select().from(dependencies);
}
