import { z } from "zod";
import { decodeCursor, encodeCursor } from "../../http/cursor";
import { badRequest } from "../../http/problem";
import { toInstant } from "../instant";
import { Kept } from "../kept";
import { type AnalyticsPeriod, periodMembers } from "./period";
import { type AnalyticsContext, atOnce, DEAR, daysOf, keyOf } from "./read";
import type { AnalyticsUser, AnalyticsUsers } from "./schema";
import { countUsersWithin, type StoredUser, selectUsers, type UserPosition } from "./users/store";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** The part of the query that pages through users. */
export const usersPageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  cursor: z.string().max(2000).optional().describe("`next_cursor` of the page before."),
});

const position = z.tuple([z.number(), z.string(), z.string()]);

const answers = new Kept<AnalyticsUsers>(DEAR);

/**
 * Who wrote in a period, the busiest first, by page; of a large fleet as of up to two minutes ago.
 * @throws Problem 400 for a limit or a cursor that is none
 */
export async function readUsers(
  context: AnalyticsContext,
  period: AnalyticsPeriod,
  search: { limit?: string; cursor?: string },
): Promise<AnalyticsUsers> {
  const page = parsePage(search);
  const key = JSON.stringify([keyOf(context, period), page]);
  return answers.read(context, key, () => readPage(context, period, page));
}

function readPage(context: AnalyticsContext, period: AnalyticsPeriod, { limit, after }: UserPage) {
  const days = daysOf(period);
  const previous = daysOf({ ...period, from: period.previousFrom, to: period.from });
  return atOnce(context, async ({ db }): Promise<AnalyticsUsers> => {
    const users = await selectUsers(db, days, previous, { limit: limit + 1, after });
    const page = users.slice(0, limit);
    const last = page.at(-1);
    return {
      ...periodMembers(period),
      total: await countUsersWithin(db, days),
      previous_total: await countUsersWithin(db, previous),
      users: page.map(userOf),
      next_cursor: last && users.length > limit ? encodeCursor([last.messages, last.botId, last.userId]) : null,
    };
  });
}

interface UserPage {
  limit: number;
  after?: UserPosition;
}

function parsePage(search: { limit?: string; cursor?: string }): UserPage {
  const page = usersPageQuery.safeParse({ limit: search.limit || undefined, cursor: search.cursor || undefined });
  if (!page.success) {
    throw badRequest("The query does not fit.", [
      { path: "limit", message: `must be a whole number from 1 to ${MAX_LIMIT}` },
    ]);
  }
  if (page.data.cursor === undefined) return { limit: page.data.limit };
  const after = position.safeParse(decodeCursor(page.data.cursor));
  if (!after.success)
    throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
  return { limit: page.data.limit, after: after.data };
}

function userOf(user: StoredUser): AnalyticsUser {
  return {
    bot_id: user.botId,
    user_id: user.userId,
    user_name: user.userName,
    messages: user.messages,
    failed: user.failed,
    avg_response_time_ms: user.messages > 0 && user.sumMs > 0 ? user.sumMs / user.messages : null,
    previous_messages: user.previous,
    first_at: toInstant(new Date(user.firstAt)),
    last_at: toInstant(new Date(user.lastAt)),
  };
}
