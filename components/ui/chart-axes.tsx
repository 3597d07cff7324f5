import { middleOf } from "./chart-path";
import type { Scaled } from "./chart-plot";
import { axisLabels, formatTick } from "./chart-scale";

/** From which width of the chart on a label is shown. */
const FROM = { 0: "", 1: "hidden @md:inline", 2: "hidden @3xl:inline" };

const TEXT = { fill: "var(--faint)", fontSize: 11 };
const GAP = 8;

/** Grid lines with the left axis' values, the right axis' values, and the names of the places below. */
export function ChartAxes({ labels, left, right }: { labels: string[]; left: Scaled; right?: Scaled }) {
  return (
    <g>
      {left.ticks.map((tick) => {
        const y = `${(1 - tick / left.ticks.at(-1)!) * 100}%`;
        return (
          <g key={tick}>
            <line x1="0" x2="100%" y1={y} y2={y} stroke={tick === 0 ? "var(--line-strong)" : "var(--line)"} />
            <text {...TEXT} x={-GAP} y={y} dy="0.35em" textAnchor="end">
              {formatTick(left.unit, tick)}
            </text>
          </g>
        );
      })}
      {right?.ticks.map((tick) => (
        <text
          key={tick}
          {...TEXT}
          x="100%"
          dx={GAP}
          y={`${(1 - tick / right.ticks.at(-1)!) * 100}%`}
          dy="0.35em"
          textAnchor="start"
        >
          {formatTick(right.unit, tick)}
        </text>
      ))}
      {axisLabels(labels.length).map(({ index, from }) => (
        <text
          key={index}
          {...TEXT}
          className={FROM[from]}
          x={`${middleOf(index, labels.length) * 100}%`}
          y="100%"
          dy={18}
          textAnchor="middle"
        >
          {labels[index]}
        </text>
      ))}
    </g>
  );
}
