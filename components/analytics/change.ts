import type { ChartUnit } from "@/components/ui/chart-scale";
import type { Figure } from "@/lib/stats/analytics/schema";

/** How a figure changed against the period before. */
export interface Change {
  direction: "up" | "down" | "same";
  words: string;
  news: "good" | "bad" | "none";
}

/** From ten times on, times say more than per cent. */
const MANY_TIMES = 10;

/**
 * How a figure changed, in words; null where there is nothing to compare with. A percentage changes by points.
 *
 *     changeOf({ value: 112, previous: 100, … }, "count")          up, "up 12%"
 *     changeOf({ value: 96.5, previous: 98, … }, "percent", "more") down, "down 1.5 points", bad news
 */
export function changeOf(
  { value, previous }: Pick<Figure, "value" | "previous">,
  unit: ChartUnit,
  better?: "more" | "less",
): Change | null {
  if (value === null || previous === null) return null;
  const difference = value - previous;
  const isPoints = unit === "percent";
  if (!isPoints && previous === 0) return value === 0 ? unchanged : null;
  const size = Math.abs(isPoints ? difference : (difference / previous) * 100);
  const told = Math.round(size * 10) / 10;
  if (told === 0) return unchanged;
  const direction = difference > 0 ? "up" : "down";
  const isGood = (direction === "up") === (better === "more");
  return {
    direction,
    words: `${direction} ${sizeWords(told, isPoints)}`,
    news: better ? (isGood ? "good" : "bad") : "none",
  };
}

const unchanged: Change = { direction: "same", words: "unchanged", news: "none" };

function sizeWords(size: number, isPoints: boolean): string {
  if (isPoints) return `${size} ${size === 1 ? "point" : "points"}`;
  return size >= MANY_TIMES * 100 ? `${Math.round(size / 100 + 1)} times` : `${size}%`;
}
