import { and, gte, sql } from "drizzle-orm";
import { userDays } from "@/drizzle/schema/users";
import type { Database } from "../db/client";

const DAY_MS = 86_400_000;

/** Users, each counted once for each bot they talk to, who were active since an instant. */
export async function countActiveUsers(db: Database, since: Date): Promise<number> {
  const [row] = await db
    .select({ users: sql`count(distinct (${userDays.botId}, ${userDays.userId}))`.mapWith(Number) })
    .from(userDays)
    .where(and(gte(userDays.day, since.toISOString().slice(0, "2026-11-22".length)), gte(userDays.lastAt, since)));
  return row?.users ?? 0;
}

/** Users who were active since each of three instants, each counted once for each bot they talk to. */
export interface ActiveUsers {
  last30m: number;
  today: number;
  last7d: number;
}

/** Active users of the last 30 minutes, since midnight UTC, and of the last 7 times 24 hours, from one state of the table. */
export async function selectActiveUsers(db: Database, now: Date): Promise<ActiveUsers> {
  const since = (ms: number) => new Date(now.getTime() - ms);
  const [halfHour, week] = [since(30 * 60_000), since(7 * DAY_MS)];
  const midnight = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  const who = sql`(${userDays.botId}, ${userDays.userId})`;
  const counted = (from: Date) =>
    sql`count(distinct ${who}) filter (where ${gte(userDays.lastAt, from)})`.mapWith(Number);
  const [row] = await db
    .select({ last30m: counted(halfHour), today: counted(midnight), last7d: counted(week) })
    .from(userDays)
    .where(gte(userDays.day, week.toISOString().slice(0, "2026-11-22".length)));
  return row!;
}

/** Users ever, as far back as user days are kept, each counted once for each bot. */
export async function countUsers(db: Database): Promise<number> {
  const everyone = db.selectDistinct({ botId: userDays.botId, userId: userDays.userId }).from(userDays).as("everyone");
  const [row] = await db.select({ users: sql`count(*)`.mapWith(Number) }).from(everyone);
  return row!.users;
}
