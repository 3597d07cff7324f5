"use client";
import { Bar, BarChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatDuration, UNKNOWN } from "@/lib/stats/format";
import { AXIS, ChartTip, GRID } from "./chart-parts";

/** One span of time: mean and 95th percentile of a duration in ms, null where nothing was measured. */
export interface DurationPoint {
  label: string;
  mean: number | null;
  p95: number | null;
}

const told = (ms: number | null) => (ms === null ? UNKNOWN : formatDuration(ms));

/**
 * Mean durations as bars, with a dashed line at the target where there is one.
 * @param targetMs the agreed duration in ms, or null
 */
export function DurationBars({
  points,
  targetMs,
  label,
}: {
  points: DurationPoint[];
  targetMs: number | null;
  label: string;
}) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={points} accessibilityLayer title={label} margin={{ top: 8, right: 0, bottom: 0, left: 0 }}>
        <CartesianGrid {...GRID} />
        <XAxis dataKey="label" {...AXIS} minTickGap={40} />
        <YAxis {...AXIS} width={60} tickFormatter={formatDuration} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--raised)" }}
          content={({ payload }) => {
            const point = payload?.[0]?.payload as DurationPoint | undefined;
            if (!point) return null;
            return (
              <ChartTip
                heading={`${point.label} UTC`}
                lines={[
                  ["Mean", told(point.mean)],
                  ["p95", told(point.p95)],
                ]}
              />
            );
          }}
        />
        {targetMs !== null && (
          <ReferenceLine y={targetMs} stroke="var(--warn-mark)" strokeDasharray="4 3" ifOverflow="extendDomain" />
        )}
        <Bar
          dataKey="mean"
          fill="var(--accent-solid)"
          isAnimationActive={false}
          maxBarSize={28}
          radius={[2, 2, 0, 0]}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}
