/** How an hour went. Each has a height of its own beside its colour. */
export type TrackerState = "none" | "ok" | "mixed" | "bad";

const STATES: Record<TrackerState, { height: number; fill: string }> = {
  none: { height: 20, fill: "var(--line-strong)" },
  ok: { height: 100, fill: "var(--ok-mark)" },
  mixed: { height: 67, fill: "var(--warn-mark)" },
  bad: { height: 40, fill: "var(--bad-mark)" },
};

/**
 * A strip of equal spans of time, oldest first. Tremor's Tracker gives each block a tooltip machinery of its own (24 a row,
 * 1,200 on a page) and tells its state by colour alone; this one is an SVG with a summary in words.
 * @param summary says in words what the strip shows
 */
export function Tracker({
  blocks,
  summary,
}: {
  blocks: { key: string; state: TrackerState; title: string }[];
  summary: string;
}) {
  const wide = 100 / blocks.length;
  return (
    <svg role="img" aria-label={summary} data-chart className="block h-5 w-full min-w-24">
      {blocks.map(({ key, state, title }, index) => {
        const { height, fill } = STATES[state];
        return (
          <rect
            key={key}
            x={`${wide * (index + 0.06)}%`}
            width={`${wide * 0.88}%`}
            y={`${100 - height}%`}
            height={`${height}%`}
            rx="1"
            fill={fill}
          >
            <title>{title}</title>
          </rect>
        );
      })}
    </svg>
  );
}
