"use client";
import { Plot } from "./chart-plot";

/** One span of time: a rate in per cent (null where nothing was measured) over a volume. */
export interface RatePoint {
  label: string;
  rate: number | null;
  volume: number;
}

/**
 * A rate as a line (left axis, per cent) over a volume as bars (right axis).
 * @param names what rate and volume are called
 */
export function RateVolumeChart({
  points,
  label,
  names = ["Success rate", "Jobs"],
  zone = "UTC",
}: {
  points: RatePoint[];
  label: string;
  names?: [rate: string, volume: string];
  zone?: string;
}) {
  return (
    <Plot
      label={label}
      labels={points.map((point) => point.label)}
      headings={points.map((point) => `${point.label} ${zone}`)}
      left={{ unit: "percent", max: 100 }}
      right={{ unit: "count" }}
      series={[
        { name: names[0], kind: "line", tone: "accent", values: points.map((point) => point.rate) },
        { name: names[1], kind: "bar", tone: "volume", axis: "right", values: points.map((point) => point.volume) },
      ]}
    />
  );
}
