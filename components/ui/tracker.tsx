"use client";
import { useState } from "react";

/** How an hour went. Each has a height of its own beside its colour. */
export type TrackerState = "none" | "ok" | "mixed" | "bad";

const STATES: Record<TrackerState, { height: number; fill: string }> = {
  none: { height: 20, fill: "var(--line-strong)" },
  ok: { height: 100, fill: "var(--ok-mark)" },
  mixed: { height: 67, fill: "var(--warn-mark)" },
  bad: { height: 40, fill: "var(--bad-mark)" },
};

/** Of the drawing, per block: its width and the part of it that is filled. */
const WIDE = 10;
const FILLED = 8.8;

/**
 * A strip of equal spans of time, oldest first. Tremor's Tracker gives each block a tooltip machinery of its own (24 a row,
 * 1,200 on a page) and tells its state by colour alone; this one is an SVG of one path for each state, with a summary in
 * words, and tells of the block under the pointer.
 * @param summary says in words what the strip shows
 */
export function Tracker({
  blocks,
  summary,
}: {
  blocks: { key: string; state: TrackerState; title: string }[];
  summary: string;
}) {
  const [at, setAt] = useState<number | null>(null);
  const told = at === null ? undefined : blocks[at];
  return (
    <svg
      role="img"
      aria-label={summary}
      data-chart
      viewBox={`0 0 ${WIDE * blocks.length} 100`}
      preserveAspectRatio="none"
      className="block h-5 w-full min-w-24"
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        setAt(Math.min(blocks.length - 1, Math.floor(((event.clientX - box.left) / box.width) * blocks.length)));
      }}
      onPointerLeave={() => setAt(null)}
    >
      {told && <title>{told.title}</title>}
      {(Object.keys(STATES) as TrackerState[]).map((state) => {
        const drawn = pathOf(blocks, state);
        return drawn && <path key={state} d={drawn} fill={STATES[state].fill} />;
      })}
    </svg>
  );
}

function pathOf(blocks: { state: TrackerState }[], state: TrackerState): string {
  const { height } = STATES[state];
  return blocks
    .map((block, index) =>
      block.state === state ? `M${WIDE * index + (WIDE - FILLED) / 2} 100v-${height}h${FILLED}v${height}z` : "",
    )
    .join("");
}
