import type { Database } from "../db/client";
import { selectJobDurations, selectJobTotals } from "../rollups/store";
import { BOT_STATUSES } from "./bot";
import type { BotState } from "./facts";
import { listWindow, p95Of, ratesOf } from "./figures";
import type { BotListRequest, BotPosition } from "./list-query";
import { nameOf } from "./summary";

/** A bot's value for a sort. */
type SortValue = BotPosition["value"];

/**
 * What the bots are sorted by. Figures are read for all of them at once, and only those that the sort needs.
 * @returns the value of a bot; null where it has none
 */
export async function readSortValue(
  { db, now }: { db: Database; now: Date },
  { sort }: BotListRequest,
): Promise<(state: BotState) => SortValue> {
  if (sort === "name") return ({ bot }) => nameOf(bot);
  if (sort === "status") return ({ liveness }) => BOT_STATUSES.indexOf(liveness.status);
  if (sort === "last_heartbeat") return ({ bot }) => bot.lastHeartbeatAt?.getTime() ?? null;
  if (sort === "p95") {
    const durations = new Map((await selectJobDurations(db, null, listWindow(now))).map((each) => [each.botId, each]));
    return ({ bot }) => p95Of(durations.get(bot.id));
  }
  const figure = { success_rate: "success_rate", error_rate: "error_rate", throughput: "throughput_per_hour" } as const;
  const totals = new Map((await selectJobTotals(db, listWindow(now))).map((each) => [each.botId, each]));
  const none = { ended: 0, failed: 0, cancelled: 0, firstHour: Number.POSITIVE_INFINITY };
  return ({ bot }) => ratesOf(totals.get(bot.id) ?? none, bot.firstSeenAt, now)[figure[sort]];
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
