import type { Database } from "../db/client";
import { type JobTotal, selectJobDurations, selectJobTotals } from "../rollups/store";
import { Kept } from "../stats/kept";
import { BOT_STATUSES } from "./bot";
import type { BotState } from "./facts";
import { listWindow, p95Of, ratesOf } from "./figures";
import type { BotListRequest, BotPosition } from "./list-query";
import { nameOf } from "./summary";

/** A bot's value for a sort. */
type SortValue = BotPosition["value"];

/** A fleet that is smaller is read anew for each list. */
const LARGE_FLEET = 200;
const KEEPING = { least: 5000, most: 30_000, oldest: 60_000 };

/**
 * What the bots are sorted by. Figures are read for all of them at once, and only those that the sort needs; of a large fleet
 * they may be some seconds old, which moves a bot by a place or so.
 * @param bots how many there are
 * @returns the value of a bot; null where it has none
 */
export async function readSortValue(
  context: { db: Database; now: Date },
  { sort }: BotListRequest,
  bots: number,
): Promise<(state: BotState) => SortValue> {
  if (sort === "name") return ({ bot }) => nameOf(bot);
  if (sort === "status") return ({ liveness }) => BOT_STATUSES.indexOf(liveness.status);
  if (sort === "last_heartbeat") return ({ bot }) => bot.lastHeartbeatAt?.getTime() ?? null;
  if (sort === "p95") {
    const p95 = await (bots < LARGE_FLEET ? readP95(context) : keptP95.read(context, "", () => readP95(context)));
    return ({ bot }) => p95.get(bot.id) ?? null;
  }
  const figure = { success_rate: "success_rate", error_rate: "error_rate", throughput: "throughput_per_hour" } as const;
  const totals = await (bots < LARGE_FLEET
    ? readTotals(context)
    : keptTotals.read(context, "", () => readTotals(context)));
  const none = { ended: 0, failed: 0, cancelled: 0, firstHour: Number.POSITIVE_INFINITY };
  return ({ bot }) => ratesOf(totals.get(bot.id) ?? none, bot.firstSeenAt, context.now)[figure[sort]];
}

const keptP95 = new Kept<Map<string, number | null>>(KEEPING);
const keptTotals = new Kept<Map<string, JobTotal>>(KEEPING);

async function readP95({ db, now }: { db: Database; now: Date }): Promise<Map<string, number | null>> {
  const durations = await selectJobDurations(db, null, listWindow(now));
  return new Map(durations.map((each) => [each.botId, p95Of(each)]));
}

async function readTotals({ db, now }: { db: Database; now: Date }): Promise<Map<string, JobTotal>> {
  const totals = await selectJobTotals(db, listWindow(now));
  return new Map(totals.map((each) => [each.botId, each]));
}

/** The order of a list as a comparison; ties go by id, so that pages neither repeat nor skip. */
export function compareBy({ descending }: BotListRequest): (a: BotPosition, b: BotPosition) => number {
  return (a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null) || byId(a, b);
    const order =
      typeof a.value === "number" && typeof b.value === "number"
        ? a.value - b.value
        : names.compare(String(a.value), String(b.value));
    return (descending ? -order : order) || byId(a, b);
  };
}

// bot-2 before bot-10
const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const byId = (a: BotPosition, b: BotPosition) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
