"use client";
import { ChartAxes } from "./chart-axes";
import { ChartFrame } from "./chart-frame";
import { Marks, shareOf } from "./chart-marks";
import type { ChartStroke, ChartTone } from "./chart-parts";
import { axisTicks, type ChartUnit, formatTick, formatValue } from "./chart-scale";

/** One row of values over the places of a plot, null where nothing was measured. */
export interface PlotSeries {
  name: string;
  /** Bars of the same axis stand on each other, in order. */
  kind: "bar" | "line" | "area";
  tone: ChartTone;
  stroke?: ChartStroke;
  axis?: "left" | "right";
  values: (number | null)[];
}

/** An axis: what it measures, and its end where that is fixed. */
export interface PlotAxis {
  unit: ChartUnit;
  max?: number;
}

/** A place whose value is marked, with the word that says why. */
export interface PlotFlag {
  index: number;
  value: number;
  word: string;
}

/** A level across the plot, of the left axis. */
export interface PlotLevel {
  name: string;
  value: number;
}

/** The series of one axis with what they are measured by. */
export interface Scaled {
  unit: ChartUnit;
  ticks: number[];
}

/**
 * Bars, lines and areas over equal places, drawn on the server and in the browser alike. Read by pointer or arrow keys.
 * @param labels of the places, short enough for an axis
 * @param headings of the places where what is told of one needs more than its label
 * @param flags places marked by a diamond on the left axis
 */
export function Plot({
  label,
  labels,
  headings = labels,
  series,
  left,
  right,
  flags = [],
  levels = [],
}: {
  label: string;
  labels: string[];
  headings?: string[];
  series: PlotSeries[];
  left: PlotAxis;
  right?: PlotAxis;
  flags?: PlotFlag[];
  levels?: PlotLevel[];
}) {
  const of = (axis: "left" | "right") => series.filter((one) => (one.axis ?? "left") === axis);
  const leftScale = scale(left, [largest(of("left"), labels.length), ...levels.map((level) => level.value)]);
  const rightScale = right && scale(right, [largest(of("right"), labels.length)]);
  const unitOf = (one: PlotSeries) => (one.axis === "right" && right ? right : left).unit;
  return (
    <ChartFrame
      label={label}
      room={{ left: roomFor(leftScale), right: rightScale ? roomFor(rightScale) : 8, bottom: 24 }}
      places={{ columns: labels.length, rows: 1 }}
      tip={(index) => ({
        heading: headings[index]!,
        lines: [
          ...series.map((one): [string, string] => [one.name, formatValue(unitOf(one), one.values[index] ?? null)]),
          ...flags.filter((flag) => flag.index === index).map((flag): [string, string] => ["Unusual", flag.word]),
        ],
      })}
    >
      <ChartAxes labels={labels} left={leftScale} right={rightScale} />
      {rightScale && <Marks series={of("right")} scale={rightScale} />}
      <Marks series={of("left")} scale={leftScale} />
      {levels.map((level) => (
        <line
          key={level.name}
          x1="0"
          x2="100%"
          y1={`${(1 - shareOf(level.value, leftScale)) * 100}%`}
          y2={`${(1 - shareOf(level.value, leftScale)) * 100}%`}
          stroke="var(--warn-mark)"
          strokeWidth="1.5"
          strokeDasharray="5 3"
        />
      ))}
      {flags.map((flag) => (
        <svg
          key={flag.index}
          x={`${((flag.index + 0.5) / labels.length) * 100}%`}
          y={`${(1 - shareOf(flag.value, leftScale)) * 100}%`}
          overflow="visible"
          aria-hidden="true"
        >
          <path d="M0 -5.5L5.5 0L0 5.5L-5.5 0Z" fill="var(--surface)" stroke="var(--bad-mark)" strokeWidth="2" />
        </svg>
      ))}
    </ChartFrame>
  );
}

function scale({ unit, max }: PlotAxis, values: number[]): Scaled {
  return { unit, ticks: axisTicks(unit, max ?? Math.max(0, ...values)) };
}

/** The largest value of the series, those that stand on each other taken together. */
function largest(series: PlotSeries[], places: number): number {
  const bars = series.filter((one) => one.kind === "bar");
  const stacks = Array.from({ length: places }, (_, index) =>
    bars.reduce((sum, one) => sum + (one.values[index] ?? 0), 0),
  );
  const others = series.filter((one) => one.kind !== "bar").flatMap((one) => one.values.map((value) => value ?? 0));
  return Math.max(0, ...stacks, ...others);
}

const roomFor = ({ unit, ticks }: Scaled) => 14 + 6.5 * Math.max(...ticks.map((tick) => formatTick(unit, tick).length));
