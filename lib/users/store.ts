import { and, gte, sql } from "drizzle-orm";
import { userDays } from "@/drizzle/schema/users";
import type { Database } from "../db/client";

/** Users, each counted once for each bot they talk to, who were active since an instant. */
export async function countActiveUsers(db: Database, since: Date): Promise<number> {
  const [row] = await db
    .select({ users: sql`count(distinct (${userDays.botId}, ${userDays.userId}))`.mapWith(Number) })
    .from(userDays)
    .where(and(gte(userDays.day, since.toISOString().slice(0, "2026-11-22".length)), gte(userDays.lastAt, since)));
  return row?.users ?? 0;
}
