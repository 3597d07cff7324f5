import { useId } from "react";
import { DASHES, TONES } from "./chart-parts";
import { areaPath, type Bar, barPath, linePath, lonely, middleOf, SIDE } from "./chart-path";
import type { PlotSeries, Scaled } from "./chart-plot";

const BAR_WIDTH = 0.72;
/** Bars are no wider than this share of the plot, however few they are. */
const WIDEST_BAR = 0.06;
/** With so many values at most, each gets a dot. */
const DOTTED_MAX = 30;

/** The drawing of the series of one axis. Paths are stretched over the plot; dots are placed, so that they stay round. */
export function Marks({ series, scale }: { series: PlotSeries[]; scale: Scaled }) {
  const bars = series.filter((one) => one.kind === "bar");
  return (
    <>
      <svg
        x="0"
        y="0"
        width="100%"
        height="100%"
        viewBox={`0 0 ${SIDE} ${SIDE}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {bars.map((one, index) => (
          <path
            key={one.name}
            d={barPath(stacked(bars, index, scale), Math.min(BAR_WIDTH, WIDEST_BAR * one.values.length))}
            fill={TONES[one.tone]}
          />
        ))}
        {series.map((one) => one.kind !== "bar" && <Line key={one.name} series={one} scale={scale} />)}
      </svg>
      {series.map((one) => one.kind !== "bar" && <Dots key={one.name} series={one} scale={scale} />)}
    </>
  );
}

/** A value as a share of its axis. */
export function shareOf(value: number, { ticks }: Scaled): number {
  return Math.min(1, Math.max(0, value / ticks.at(-1)!));
}

function stacked(bars: PlotSeries[], index: number, scale: Scaled): Bar[] {
  return bars[index]!.values.map((value, place) => {
    if (value === null) return null;
    const base = bars.slice(0, index).reduce((sum, one) => sum + (one.values[place] ?? 0), 0);
    return { base: shareOf(base, scale), top: shareOf(base + value, scale) };
  });
}

const sharesOf = (series: PlotSeries, scale: Scaled) =>
  series.values.map((value) => (value === null ? null : shareOf(value, scale)));

function Line({ series, scale }: { series: PlotSeries; scale: Scaled }) {
  const id = useId();
  const shares = sharesOf(series, scale);
  const colour = TONES[series.tone];
  return (
    <>
      {series.kind === "area" && (
        <>
          <linearGradient id={id} x1="0" x2="0" y1="0" y2="1">
            <stop offset="0" stopColor={colour} stopOpacity="0.28" />
            <stop offset="1" stopColor={colour} stopOpacity="0.03" />
          </linearGradient>
          <path d={areaPath(shares)} fill={`url(#${id})`} />
        </>
      )}
      <path
        d={linePath(shares)}
        fill="none"
        stroke={colour}
        strokeWidth="2"
        strokeLinejoin="round"
        strokeDasharray={DASHES[series.stroke ?? "solid"]}
        vectorEffect="non-scaling-stroke"
      />
    </>
  );
}

function Dots({ series, scale }: { series: PlotSeries; scale: Scaled }) {
  const shares = sharesOf(series, scale);
  const measured = shares.flatMap((share, index) => (share === null ? [] : [{ index, share }]));
  const dots = measured.length <= DOTTED_MAX && series.kind === "line" ? measured : lonely(shares);
  return dots.map(({ index, share }) => (
    <circle
      key={index}
      cx={`${middleOf(index, shares.length) * 100}%`}
      cy={`${(1 - share) * 100}%`}
      r="2.5"
      fill={TONES[series.tone]}
    />
  ));
}
