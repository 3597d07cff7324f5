"use client";
import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatCount, formatPercent } from "@/lib/stats/format";
import { AXIS, ChartTip, GRID } from "./chart-parts";

/** One span of time: a rate in per cent (null where nothing was measured) over a volume. */
export interface RatePoint {
  label: string;
  rate: number | null;
  volume: number;
}

/**
 * A rate as a line (left axis, per cent) over a volume as bars (right axis). recharts itself rather than a Tremor chart:
 * Tremor has no composed chart, and its charts cannot be walked by the arrow keys.
 */
export function RateVolumeChart({ points, label }: { points: RatePoint[]; label: string }) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={points} accessibilityLayer title={label} margin={{ top: 8, right: 0, bottom: 0, left: 0 }}>
        <CartesianGrid {...GRID} />
        <XAxis dataKey="label" {...AXIS} minTickGap={40} />
        <YAxis yAxisId="rate" {...AXIS} domain={[0, 100]} width={44} tickFormatter={(v: number) => `${v}%`} />
        <YAxis yAxisId="volume" {...AXIS} orientation="right" width={40} allowDecimals={false} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--raised)", stroke: "none" }}
          content={({ payload }) => {
            const point = payload?.[0]?.payload as RatePoint | undefined;
            if (!point) return null;
            return (
              <ChartTip
                heading={`${point.label} UTC`}
                lines={[
                  ["Success rate", formatPercent(point.rate)],
                  ["Jobs", formatCount(point.volume)],
                ]}
              />
            );
          }}
        />
        <Bar yAxisId="volume" dataKey="volume" fill="var(--volume-mark)" isAnimationActive={false} maxBarSize={28} />
        <Line
          yAxisId="rate"
          dataKey="rate"
          type="linear"
          stroke="var(--accent-solid)"
          strokeWidth={2}
          dot={
            points.filter((point) => point.rate !== null).length < 30
              ? { r: 2.5, strokeWidth: 0, fill: "var(--accent-solid)" }
              : false
          }
          connectNulls={false}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
