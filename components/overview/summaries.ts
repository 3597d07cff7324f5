import type { ChartTable } from "@/components/ui/chart-figure";
import { formatHour } from "@/components/ui/relative";
import type { Work } from "@/lib/stats/dashboard/schema";
import { formatCount, formatDuration, UNKNOWN } from "@/lib/stats/format";
import { counted } from "./headline";

/**
 * How a figure has changed, by arrow and words.
 *
 *     changeInWords(12.5)  { arrow: "↑", words: "12.5% more than the 24 h before" }
 *     changeInWords(-3)    { arrow: "↓", words: "3% less than the 24 h before" }
 *     changeInWords(0)     { arrow: "→", words: "as many as in the 24 h before" }
 *     changeInWords(null)  { arrow: "", words: "none in the 24 h before" }
 */
export function changeInWords(percent: number | null): { arrow: string; words: string } {
  if (percent === null) return { arrow: "", words: "none in the 24 h before" };
  if (percent === 0) return { arrow: "→", words: "as many as in the 24 h before" };
  const size = `${formatCount(Math.abs(percent))}%`;
  return percent > 0
    ? { arrow: "↑", words: `${size} more than the 24 h before` }
    : { arrow: "↓", words: `${size} less than the 24 h before` };
}

/** What a chart of volume shows, in words. @param noun what is counted, such as `message` */
export function volumeSummary({ last_24h, previous_24h, change_percent, hours }: Work, noun: string): string {
  if (last_24h === 0 && previous_24h === 0) return `No ${noun} in the last 48 hours.`;
  const busiest = hours.reduce((most, hour) => (hour.count > most.count ? hour : most), hours[0]!);
  const whole = `${counted(last_24h, noun)} in the last 24 hours, ${changeInWords(change_percent).words}`;
  if (last_24h === 0) return `${whole} (${formatCount(previous_24h)}).`;
  return `${whole}; most at ${formatHour(busiest.from)} UTC with ${formatCount(busiest.count)}.`;
}

/** The figures behind a chart of volume, newest first. */
export function volumeTable({ hours }: Work): ChartTable {
  const newest = hours.toReversed();
  return {
    headings: ["From (UTC)", "Count", "24 h before", "Failed", "Average"],
    rows: newest.map((hour) => [
      formatHour(hour.from),
      formatCount(hour.count),
      formatCount(hour.previous),
      formatCount(hour.failed),
      hour.avg_ms === null ? UNKNOWN : formatDuration(hour.avg_ms),
    ]),
    data: {
      headings: ["from", "to", "count", "count_24h_before", "failed", "avg_ms"],
      rows: newest.map((hour) => [hour.from, hour.to, hour.count, hour.previous, hour.failed, hour.avg_ms]),
    },
  };
}
