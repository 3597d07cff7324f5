"use client";
import { useId, useState } from "react";
import { useNow } from "./now";
import { formatAgo, formatUtc } from "./relative";

const TIP_WIDTH = 260;

/**
 * An instant as relative time; on hover or focus also local, UTC and epoch. The word "never" where there is none.
 * @param text stands in for the relative time where a list is read by absolute ones
 */
export function Time({ at, text }: { at: string | null; text?: string }) {
  const now = useNow();
  const tip = useId();
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);
  if (at === null) return <span className="text-faint">never</span>;

  const show = (element: HTMLElement) => {
    const box = element.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, window.innerWidth - TIP_WIDTH - 8));
    setPlace({ left, top: box.bottom + 6 > window.innerHeight - 90 ? box.top - 86 : box.bottom + 6 });
  };
  return (
    <>
      <button
        type="button"
        className="cursor-default rounded whitespace-nowrap decoration-dotted underline-offset-4 hover:underline"
        title={now.live ? undefined : formatUtc(at)}
        aria-describedby={place ? tip : undefined}
        onMouseEnter={(event) => show(event.currentTarget)}
        onMouseLeave={() => setPlace(null)}
        onFocus={(event) => show(event.currentTarget)}
        onBlur={() => setPlace(null)}
        onKeyDown={(event) => event.key === "Escape" && setPlace(null)}
      >
        <time dateTime={at}>{text ?? formatAgo(Date.parse(at), now.at)}</time>
      </button>
      {place && <TimeTip id={tip} at={at} place={place} />}
    </>
  );
}

function TimeTip({ id, at, place }: { id: string; at: string; place: { left: number; top: number } }) {
  const rows = [
    ["Local", new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })],
    ["UTC", formatUtc(at).replace(" UTC", "")],
    ["Epoch", String(Math.floor(Date.parse(at) / 1000))],
  ];
  return (
    <span
      id={id}
      role="tooltip"
      style={{ ...place, width: TIP_WIDTH }}
      className="fixed z-50 rounded-md bg-surface px-3 py-2 text-left text-xs text-text shadow-lg ring-1 ring-line-strong"
    >
      {rows.map(([name, value]) => (
        <span key={name} className="flex justify-between gap-4 py-px">
          <span className="text-faint">{name}</span>
          <span className="font-mono">{value}</span>
        </span>
      ))}
    </span>
  );
}
