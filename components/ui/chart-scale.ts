import { formatBytes, formatCount, formatDuration, formatPercent, UNKNOWN } from "@/lib/stats/format";

/** What a value of a chart is measured in: a count, per cent, milliseconds or bytes. */
export type ChartUnit = "count" | "percent" | "duration" | "bytes";

/** A value in words and units; a dash where nothing was measured. */
export function formatValue(unit: ChartUnit, value: number | null): string {
  if (value === null) return UNKNOWN;
  if (unit === "percent") return formatPercent(value);
  if (unit === "duration") return formatDuration(value);
  return unit === "bytes" ? formatBytes(value) : formatCount(value);
}

/**
 * A value at an axis: like {@link formatValue}, without the part that says nothing.
 *
 *     formatTick("duration", 120_000) "2m"
 *     formatTick("count", 12_000)     "12k"
 */
export function formatTick(unit: ChartUnit, value: number): string {
  if (unit === "duration") return formatDuration(value).replace(/ 0[smh]$/, "");
  if (unit === "count" && value >= 10_000 && value < 1e6) return `${Math.round(value / 100) / 10}k`;
  return formatValue(unit, value);
}

const MOST_STEPS = 4;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CLOCK_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
];

/**
 * The marks of an axis that begins at 0 and reaches the largest value: round numbers of the unit, four steps at most.
 *
 *     axisTicks("count", 3)          [0, 1, 2, 3]
 *     axisTicks("count", 870)        [0, 500, 1000]
 *     axisTicks("percent", 100)      [0, 25, 50, 75, 100]
 *     axisTicks("duration", 100_000) [0, 30_000, 60_000, 90_000, 120_000]
 *     axisTicks("count", 0)          [0, 1]
 */
export function axisTicks(unit: ChartUnit, largest: number): number[] {
  const max = Number.isFinite(largest) && largest > 0 ? largest : 1;
  const step = stepOf(unit, max / MOST_STEPS);
  return Array.from({ length: Math.ceil(max / step - 1e-9) + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

function stepOf(unit: ChartUnit, least: number): number {
  if (unit === "count") return Math.max(1, decimalStep(least));
  if (unit === "bytes") return 2 ** Math.max(0, Math.ceil(Math.log2(least)));
  if (unit === "percent") return least > 20 && least <= 25 ? 25 : decimalStep(least);
  if (least < SECOND / 2) return decimalStep(least);
  return CLOCK_STEPS.find((step) => step >= least) ?? DAY * decimalStep(least / DAY);
}

/** The smallest of 1, 2 and 5 by a power of ten that is not below. */
function decimalStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9))!;
}

/**
 * Which places of an axis get a label, and from which width of the chart on: 0 always, 1 from a medium, 2 from a wide one.
 *
 *     axisLabels(3)  [{ index: 0, from: 0 }, { index: 1, from: 2 }, { index: 2, from: 1 }]
 *     axisLabels(24) every second place, every fourth of them always
 */
export function axisLabels(places: number): { index: number; from: 0 | 1 | 2 }[] {
  const step = Math.max(1, Math.ceil(places / 12));
  return Array.from({ length: Math.ceil(places / step) }, (_, mark) => ({
    index: mark * step,
    from: mark % 4 === 0 ? 0 : mark % 2 === 0 ? 1 : 2,
  }));
}
