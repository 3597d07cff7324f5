import { BOT_STATUSES } from "./bot";
import type { BotState } from "./facts";
import type { BotFigures } from "./figures";
import type { BotListRequest, BotPosition, BotSortKey } from "./list-query";
import { nameOf } from "./summary";

/** The sorts that need figures of every bot, not only of the page's. */
export const needsFigures = (sort: BotSortKey) => !["name", "status", "last_heartbeat"].includes(sort);

/** Where a bot stands in a list. */
export function positionIn({ sort }: BotListRequest, state: BotState, figures: BotFigures | undefined): BotPosition {
  const { bot, liveness } = state;
  const values: Record<BotSortKey, string | number | null | undefined> = {
    name: nameOf(bot),
    status: BOT_STATUSES.indexOf(liveness.status),
    last_heartbeat: bot.lastHeartbeatAt?.getTime(),
    success_rate: figures?.success_rate,
    throughput: figures?.throughput_per_hour,
    p95: figures?.p95_duration_ms,
    error_rate: figures?.error_rate,
  };
  return { value: values[sort] ?? null, id: bot.id };
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
