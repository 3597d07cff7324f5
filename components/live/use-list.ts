"use client";
import { useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { type FeedEntry, identity } from "./entries";

/** The height of a line where it is wide. */
export const ROW_PX = 36;
const NARROW_ROW_PX = 52;
/** Tailwind's `md`. */
const WIDE = "(min-width: 48rem)";

/** The height of a line at this width, in pixels, as the style sheet has it. */
export function useRowHeight(): number {
  const isWide = useSyncExternalStore(
    (change) => {
      const media = window.matchMedia(WIDE);
      media.addEventListener("change", change);
      return () => media.removeEventListener("change", change);
    },
    () => window.matchMedia(WIDE).matches,
    () => true,
  );
  return isWide ? ROW_PX : NARROW_ROW_PX;
}

/** Keeps what is in sight in its place when lines come above it. @returns how many have come unseen */
export function useUnseen(
  box: React.RefObject<HTMLDivElement | null>,
  entries: FeedEntry[],
  isFollowing: boolean,
  rowPx: number,
): [number, (unseen: number) => void] {
  const [unseen, setUnseen] = useState(0);
  const first = useRef<string | null>(null);
  useLayoutEffect(() => {
    const before = first.current;
    first.current = entries[0] ? identity(entries[0]) : null;
    if (isFollowing || before === null || before === first.current || !box.current) return;
    const shift = entries.findIndex((entry) => identity(entry) === before);
    if (shift <= 0) return;
    box.current.scrollTop += shift * rowPx;
    setUnseen((count) => count + shift);
  }, [box, entries, isFollowing, rowPx]);
  return [unseen, setUnseen];
}

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(last, at + 1),
  j: (at, last) => Math.min(last, at + 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  k: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** The line that the keyboard is at. */
export function useActiveRow(
  box: React.RefObject<HTMLDivElement | null>,
  entries: FeedEntry[],
  show: (at: number) => void,
) {
  const [active, setActive] = useState<string | null>(null);
  /** The line that is about to have the focus: a key that comes before the drawing steps on from there. */
  const coming = useRef<string | null>(null);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = STEPS[event.key];
    const focused = Number(
      (event.target as HTMLElement).closest("li")?.querySelector<HTMLElement>("[data-row]")?.dataset.row,
    );
    if (!step || Number.isNaN(focused) || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const ahead = coming.current === null ? -1 : entries.findIndex((entry) => identity(entry) === coming.current);
    const next = step(ahead === -1 ? focused : ahead, entries.length - 1);
    const line = identity(entries[next]!);
    coming.current = line;
    setActive(line);
    show(next);
    // The line may have to be drawn first.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (coming.current !== line) return;
        coming.current = null;
        box.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus();
      }),
    );
  };
  return { active, onKeyDown };
}
