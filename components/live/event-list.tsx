"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { type FeedEntry, identity } from "./entries";
import { EventRow, MessageRow } from "./event-row";
import { ROW_PX, useActiveRow, useRowHeight, useUnseen } from "./use-list";
import { isHidden, type Reveals } from "./use-reveal";

/** The rows that the server renders, and their height where it is wide: what the browser finds before it has measured. */
const FIRST_ROWS = 100;
const OVERSCAN = 10;
/** Scrolled this far from the top, the reader looks at something and no longer follows. */
const AT_TOP_PX = 8;

/** The list of a view and what is chosen in it. */
export interface EventListProps {
  entries: FeedEntry[];
  /** Messages have columns of their own. */
  areMessages: boolean;
  isMarked(entry: FeedEntry): boolean;
  reveals: Reveals;
  /** The identity of the event whose details are shown. */
  selected: string | null;
  onSelect(entry: FeedEntry): void;
  hrefOf(entry: FeedEntry): string;
  isFollowing: boolean;
  onFollow(isFollowing: boolean): void;
}

/**
 * Events in lines, newest first, of which only those in sight are in the document. While the reader follows, the newest is in
 * sight; else what is in sight stays where it is, whatever comes above it. Arrow keys go from line to line.
 */
export function EventList(props: EventListProps) {
  const { entries, isFollowing, onFollow } = props;
  const box = useRef<HTMLDivElement>(null);
  const rowPx = useRowHeight();
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    getItemKey: (at) => identity(entries[at]!),
    overscan: OVERSCAN,
    initialRect: { width: 1000, height: FIRST_ROWS * ROW_PX },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it measures anew because the height has changed.
  useEffect(() => virtualizer.measure(), [virtualizer, rowPx]);
  const [unseen, setUnseen] = useUnseen(box, entries, isFollowing, rowPx);
  const { active, onKeyDown } = useActiveRow(box, entries, virtualizer.scrollToIndex);
  const rows = virtualizer.getVirtualItems();
  const tabStop = rows.some(({ key }) => key === active) ? active : rows[0]?.key;

  const follow = () => {
    setUnseen(0);
    onFollow(true);
    box.current?.scrollTo({ top: 0 });
  };
  return (
    <div className="relative min-h-0 flex-1">
      {unseen > 0 && !isFollowing && (
        <button
          type="button"
          onClick={follow}
          className="absolute top-2 left-1/2 z-10 -translate-x-1/2 rounded-full bg-[#4f46e5] px-3 py-1 text-xs font-medium text-white shadow-lg hover:bg-[#4338ca]"
        >
          ↑ {unseen} new
        </button>
      )}
      <div
        ref={box}
        className="h-full overflow-y-auto overscroll-contain [overflow-anchor:none] print:h-auto print:overflow-visible"
        onScroll={(event) => {
          const isAtTop = event.currentTarget.scrollTop <= AT_TOP_PX;
          if (isAtTop) setUnseen(0);
          else if (isFollowing) onFollow(false);
        }}
      >
        <ol
          aria-label="Events, newest first"
          className="relative [--row:3.25rem] md:[--row:2.25rem] print:h-auto!"
          style={{ height: `calc(var(--row) * ${entries.length})` }}
          onKeyDown={onKeyDown}
        >
          {rows.map(({ index, key }) => (
            <Line
              key={key}
              list={props}
              entry={entries[index]!}
              place={index}
              setSize={entries.length}
              isTabStop={key === tabStop}
            />
          ))}
        </ol>
      </div>
    </div>
  );
}

function Line({
  list,
  entry,
  place,
  setSize,
  isTabStop,
}: {
  list: EventListProps;
  entry: FeedEntry;
  place: number;
  setSize: number;
  isTabStop: boolean;
}) {
  const { reveals } = list;
  const key = identity(entry);
  const isMarked = list.isMarked(entry);
  const isSelected = key === list.selected;
  const Row = list.areMessages ? MessageRow : EventRow;
  return (
    <li
      aria-setsize={setSize}
      aria-posinset={place + 1}
      className={`absolute inset-x-0 top-0 flex h-(--row) print:static print:transform-none! items-stretch border-b border-line text-[0.8125rem] ${
        isSelected ? "bg-accent-solid/10" : isMarked ? "bg-warn/10" : ""
      } ${isMarked ? "shadow-[inset_3px_0_0_var(--warn-mark)]" : ""}`}
      style={{ transform: `translateY(calc(var(--row) * ${place}))` }}
    >
      <a
        href={list.hrefOf(entry)}
        data-row={place}
        tabIndex={isTabStop ? 0 : -1}
        aria-current={isSelected ? "true" : undefined}
        className="min-w-0 flex-1 hover:bg-raised/60 focus-visible:-outline-offset-2"
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          list.onSelect(entry);
        }}
      >
        <Row entry={entry} revealed={reveals.textOf(entry)} isMarked={isMarked} />
      </a>
      {list.areMessages && reveals.isAllowed && (
        <span className="flex w-18 shrink-0 items-center justify-end pr-2 print:hidden">
          {isHidden(entry, reveals) && (
            <button
              type="button"
              tabIndex={isTabStop ? 0 : -1}
              disabled={reveals.isBusy}
              onClick={() => reveals.reveal([entry])}
              className="rounded px-2 py-1 text-xs font-medium text-accent hover:bg-raised"
            >
              Reveal
            </button>
          )}
        </span>
      )}
    </li>
  );
}
