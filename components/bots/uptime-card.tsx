import { Card } from "@/components/ui/card";
import { ChartFigure, type ChartTable } from "@/components/ui/chart-figure";
import { formatDay, formatHour } from "@/components/ui/relative";
import { Tracker, type TrackerState } from "@/components/ui/tracker";
import { formatCount, formatDuration, formatPercent, UNKNOWN } from "@/lib/stats/format";
import type { BotUptime } from "@/lib/stats/uptime/schema";

const DAY_SECONDS = 86_400;

/** How much of the period the bot was alive, as a strip, and what that is computed from. */
export function UptimeCard({ uptime }: { uptime: BotUptime }) {
  const blocks = uptime.steps.map((step) => ({
    key: step.from,
    state: stateOf(step),
    title: `${nameOf(step.from, uptime)} UTC: ${inWords(step, uptime)}`,
  }));
  return (
    <Card>
      <ChartFigure title="Uptime" summary={uptimeSummary(uptime)} size="strip" table={tableOf(uptime)}>
        <div className="flex h-full items-center gap-4">
          <span className="w-20 shrink-0 text-xl font-semibold tracking-tight">
            {uptime.uptime_percent === null ? UNKNOWN : `${uptime.uptime_percent}%`}
          </span>
          <Tracker blocks={blocks} summary={`Uptime: ${uptimeSummary(uptime)}`} />
        </div>
      </ChartFigure>
    </Card>
  );
}

type Step = BotUptime["steps"][number];

/**
 * How a step went.
 *
 *     stateOf({ expected: 15, up: 15 }) "ok"
 *     stateOf({ expected: 15, up: 9 })  "mixed"
 *     stateOf({ expected: 15, up: 0 })  "bad"
 *     stateOf({ expected: 0, up: 0 })   "none": before the bot was first seen
 */
export function stateOf({ expected, up }: Pick<Step, "expected" | "up">): TrackerState {
  if (expected === 0) return "none";
  if (up === expected) return "ok";
  return up === 0 ? "bad" : "mixed";
}

/** The uptime in words, and what it is computed from. */
export function uptimeSummary({
  uptime_percent,
  unit,
  expected,
  up,
  holds_seconds,
  first_seen_at,
  steps,
}: BotUptime): string {
  if (expected === 0) return "The bot was not known yet in this period.";
  if (uptime_percent === null) return "The bot has never sent a heartbeat, so its uptime cannot be told.";
  const since = first_seen_at > (steps[0]?.from ?? "") ? " since it was first seen" : "";
  return `Alive in ${formatCount(up)} of ${formatCount(expected)} ${unit}s${since}; a heartbeat holds for ${formatDuration(holds_seconds * 1000)}.`;
}

function nameOf(from: string, { step_seconds }: BotUptime): string {
  return step_seconds >= DAY_SECONDS ? formatDay(from) : formatHour(from);
}

function inWords({ expected, up }: Step, { unit }: BotUptime): string {
  if (expected === 0) return "not expected";
  return `alive in ${up} of ${expected} ${expected === 1 ? unit : `${unit}s`}`;
}

function tableOf(uptime: BotUptime): ChartTable {
  return {
    headings: ["From (UTC)", "Expected", "Alive", "Share"],
    rows: uptime.steps
      .toReversed()
      .map((step) => [
        nameOf(step.from, uptime),
        `${step.expected} ${uptime.unit}s`,
        String(step.up),
        formatPercent(step.expected === 0 ? null : (step.up / step.expected) * 100),
      ]),
    data: {
      headings: ["from", `expected_${uptime.unit}s`, `up_${uptime.unit}s`],
      rows: uptime.steps.map((step) => [step.from, step.expected, step.up]),
    },
  };
}
