import type { BotState } from "../bots/facts";
import { tagsOf } from "../bots/summary";
import type { Selector } from "./rule";

/**
 * Whether a text fits a pattern in which `*` stands for any text.
 *
 *     fits("press-*", "press-1") true
 *     fits("press", "press-1")   false
 */
export function fits(pattern: string, text: string): boolean {
  if (!pattern.includes("*")) return pattern === text;
  const [first, ...rest] = pattern.split("*");
  const last = rest.pop()!;
  if (!text.startsWith(first!) || text.length < first!.length + last.length || !text.endsWith(last)) return false;
  let at = first!.length;
  const end = text.length - last.length;
  // Leftmost matches suffice, so the time taken is linear whatever the pattern.
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** Whether a rule judges a bot. */
export function selectsBot({ bots, tags, kinds }: Selector, { bot }: Pick<BotState, "bot">): boolean {
  return (
    (bots.length === 0 || bots.some((pattern) => fits(pattern, bot.id))) &&
    (kinds.length === 0 || kinds.some((kind) => kind === bot.kind)) &&
    (tags.length === 0 || tags.every((tag) => tagsOf(bot).includes(tag)))
  );
}

/** Whether a rule judges what stands under a label: a job type, queue, component, endpoint or metric. */
export const selectsLabel = ({ label }: Selector, name: string): boolean => label === null || fits(label, name);
