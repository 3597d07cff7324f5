"use client";
import { Plot } from "./chart-plot";

/** One span of time: mean and 95th percentile of a duration in ms, null where nothing was measured. */
export interface DurationPoint {
  label: string;
  mean: number | null;
  p95: number | null;
}

/**
 * Mean durations as bars with the 95th percentile above them, and a dashed line at the target where there is one.
 * @param targetMs the agreed duration in ms, or null
 */
export function DurationBars({
  points,
  targetMs,
  label,
  zone = "UTC",
}: {
  points: DurationPoint[];
  targetMs: number | null;
  label: string;
  zone?: string;
}) {
  return (
    <Plot
      label={label}
      labels={points.map((point) => point.label)}
      headings={points.map((point) => `${point.label} ${zone}`)}
      left={{ unit: "duration" }}
      levels={targetMs === null ? [] : [{ name: "Target", value: targetMs }]}
      series={[
        { name: "Mean", kind: "bar", tone: "accent", values: points.map((point) => point.mean) },
        { name: "p95", kind: "line", tone: "info", stroke: "dotted", values: points.map((point) => point.p95) },
      ]}
    />
  );
}
