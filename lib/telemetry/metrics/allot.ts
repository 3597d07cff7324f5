/** How much of a bot is told under its own label. */
export type Detail = "all" | "core" | "none";

/** A bot as the bounds see it. */
export interface Allotted {
  id: string;
  /** Series in the families that every labelled bot has. */
  core: number;
  /** Series in the other families that it can have. */
  detail: number;
}

export const MAX_BOTS = 1000;
/** What one bot, queue or type is called that stands for all the rest. A bot of this name is one of the rest itself. */
export const OTHER = "other";

/**
 * Who is told by label, in the order given: the first 1,000 bots in the core families, and of those the first for whose
 * other families the budget has room. The order must be one in which newcomers come last: then a bot only ever moves into
 * the rest, whose counters so never fall.
 * @param budget series for all of them together, `other` not included
 */
export function allot(bots: readonly Allotted[], budget: number): Map<string, Detail> {
  const allotted = new Map<string, Detail>();
  let left = budget;
  for (const { id, core } of bots.filter((bot) => bot.id !== OTHER).slice(0, MAX_BOTS)) {
    if (core > left) break;
    left -= core;
    allotted.set(id, "core");
  }
  for (const { id, detail } of bots) {
    if (!allotted.has(id)) continue;
    if (detail > left) break;
    left -= detail;
    allotted.set(id, "all");
  }
  for (const { id } of bots) if (!allotted.has(id)) allotted.set(id, "none");
  return allotted;
}
