/** How an hour went. Each has a height of its own beside its colour. */
export type TrackerState = "none" | "ok" | "mixed" | "bad";

const STATES: Record<TrackerState, string> = {
  none: "h-1 bg-line-strong",
  ok: "h-full bg-ok-mark",
  mixed: "h-2/3 bg-warn-mark",
  bad: "h-2/5 bg-bad-mark",
};

/**
 * A strip of equal spans of time, oldest first. Tremor's Tracker gives each block a tooltip machinery of its own (24 a row,
 * 1,200 on a page) and tells its state by colour alone; this one is plain HTML with a summary in words.
 * @param summary says in words what the strip shows
 */
export function Tracker({
  blocks,
  summary,
}: {
  blocks: { key: string; state: TrackerState; title: string }[];
  summary: string;
}) {
  return (
    <div role="img" aria-label={summary} className="flex h-5 w-full min-w-24 items-end gap-px">
      {blocks.map((block) => (
        <span key={block.key} title={block.title} className="flex h-full min-w-0 flex-1 items-end">
          <span className={`w-full rounded-[1px] ${STATES[block.state]}`} />
        </span>
      ))}
    </div>
  );
}
