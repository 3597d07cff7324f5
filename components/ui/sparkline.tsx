import { type ChartTone, TONES } from "./chart-parts";
import { areaPath, linePath, lonely, middleOf, SIDE } from "./chart-path";

/**
 * A small line without axes, for the shape of a course beside its figure, which says in words what counts. Hidden from
 * assistive technology.
 * @param values oldest first, null where nothing was measured
 */
export function Sparkline({ values, tone = "accent" }: { values: (number | null)[]; tone?: ChartTone }) {
  const known = values.filter((value) => value !== null);
  const low = Math.min(0, ...known);
  const span = Math.max(1e-9, ...known.map((value) => value - low));
  // A little room above and below keeps the line's width inside.
  const shares = values.map((value) => (value === null ? null : 0.06 + 0.88 * ((value - low) / span)));
  return (
    <svg aria-hidden="true" width="100%" height="100%" overflow="visible" className="block">
      <svg
        x="0"
        y="0"
        width="100%"
        height="100%"
        viewBox={`0 0 ${SIDE} ${SIDE}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path d={areaPath(shares)} fill={TONES[tone]} opacity="0.12" />
        <path
          d={linePath(shares)}
          fill="none"
          stroke={TONES[tone]}
          strokeWidth="1.5"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      {lonely(shares).map(({ index, share }) => (
        <circle
          key={index}
          cx={`${middleOf(index, shares.length) * 100}%`}
          cy={`${(1 - share) * 100}%`}
          r="1.5"
          fill={TONES[tone]}
        />
      ))}
    </svg>
  );
}
