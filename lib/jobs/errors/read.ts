import { botExists } from "../../bots/store";
import type { Database } from "../../db/client";
import { notFound } from "../../http/problem";
import { toInstant } from "../../stats/instant";
import type { StatsRange } from "../../stats/range";
import { type ErrorGroups, groupErrors } from "./group";
import { selectErrorEvents, selectFailedRuns } from "./store";

/** Of failed runs and of errors so many are looked at, the newest of the period. */
const MOST_EXAMINED = 1000;

/**
 * A bot's errors in a period, the same error counted together, all from one state of the database.
 * @throws Problem 404 when there is no such bot
 */
export async function readErrorGroups(
  { db }: { db: Database },
  botId: string,
  range: StatsRange,
): Promise<ErrorGroups> {
  const { known, runs, errors } = await db.transaction(
    async (tx) => ({
      known: await botExists(tx, botId),
      runs: await selectFailedRuns(tx, botId, range, MOST_EXAMINED + 1),
      errors: await selectErrorEvents(tx, botId, range, MOST_EXAMINED + 1),
    }),
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
  if (!known) throw notFound("There is no such bot.");
  const examined = [...runs.slice(0, MOST_EXAMINED), ...errors.slice(0, MOST_EXAMINED)];
  return {
    bot_id: botId,
    from: toInstant(range.from),
    to: toInstant(range.to),
    groups: groupErrors(examined),
    examined: examined.length,
    truncated: runs.length > MOST_EXAMINED || errors.length > MOST_EXAMINED,
  };
}
