import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../../db/client";

/** UTC days, both inclusive, of a bot or of all. */
export interface UserDays {
  botId: string | null;
  from: Date;
  to: Date;
}

/** A user of a bot in a span of days. */
export interface StoredUser {
  botId: string;
  userId: string;
  userName: string | null;
  messages: number;
  failed: number;
  sumMs: number;
  previous: number;
  /** Epoch ms. */
  firstAt: number;
  lastAt: number;
}

/** Where a page of users goes on: after this user of so many messages. */
export type UserPosition = [messages: number, botId: string, userId: string];

/** Users by messages, most first, with their messages in the days before. */
export async function selectUsers(
  db: Database,
  days: UserDays,
  previous: UserDays,
  { limit, after }: { limit: number; after?: UserPosition },
): Promise<StoredUser[]> {
  const beyond = after
    ? sql`having (-sum(messages), bot_id, user_id) > (${-after[0]}::numeric, ${after[1]}::text, ${after[2]}::text)`
    : sql``;
  const answer = await db.execute<StoredUser & Record<string, unknown>>(sql`
    with page as (
      select bot_id, user_id, sum(messages) as messages, sum(failed) as failed, sum(response_time_sum_ms) as total,
        (array_agg(user_name order by day desc) filter (where user_name is not null))[1] as user_name,
        min(first_at) as first_at, max(last_at) as last_at
      from user_days where ${within(days)}
      group by bot_id, user_id ${beyond}
      order by 3 desc, 1, 2 limit ${limit}
    )
    select p.bot_id as "botId", p.user_id as "userId", p.user_name as "userName", p.messages::float8 as messages,
      p.failed::float8 as failed, p.total::float8 as "sumMs", coalesce(b.messages, 0)::float8 as previous,
      extract(epoch from p.first_at)::float8 * 1000 as "firstAt", extract(epoch from p.last_at)::float8 * 1000 as "lastAt"
    from page as p cross join lateral (
      select sum(messages) as messages from user_days where ${within(previous)}
        and user_days.bot_id = p.bot_id and user_days.user_id = p.user_id
    ) as b
    order by p.messages desc, p.bot_id, p.user_id`);
  return answer.rows;
}

/** How many users wrote, each counted once for each bot. */
export async function countUsersWithin(db: Database, days: UserDays): Promise<number> {
  const answer = await db.execute<{ users: number } & Record<string, unknown>>(sql`
    select count(*)::float8 as users from (select distinct bot_id, user_id from user_days where ${within(days)}) as everyone`);
  return answer.rows[0]!.users;
}

/** How many users wrote by bucket; a UTC day counts in the bucket that its noon is in. Buckets without any are left out. */
export async function countUsersByBucket(
  db: Database,
  days: UserDays,
  limits: readonly Date[],
): Promise<{ place: number; users: number }[]> {
  const starts = sql`${sql.param(limits.map((limit) => limit.toISOString()))}::timestamptz[]`;
  const answer = await db.execute<{ place: number; users: number } & Record<string, unknown>>(sql`
    select place, count(*)::float8 as users from (
      select distinct bot_id, user_id,
        least(greatest(width_bucket((day::timestamp + interval '12 hours') at time zone 'UTC', ${starts}) - 1, 0), ${limits.length - 2}::integer) as place
      from user_days where ${within(days)}
    ) as everyone group by place`);
  return answer.rows;
}

const dayOf = (at: Date) => at.toISOString().slice(0, "2026-11-22".length);
const within = ({ botId, from, to }: UserDays): SQL =>
  sql`day >= ${dayOf(from)}::date and day <= ${dayOf(to)}::date and ${botId === null ? sql`true` : sql`bot_id = ${botId}`}`;
