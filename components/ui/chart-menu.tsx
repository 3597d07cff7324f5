"use client";
import { useRef, useState } from "react";
import { type ChartData, chartCsv, fileName } from "./chart-csv";
import { chartPng } from "./chart-image";

const KEPT_MS = 10_000;
const ITEM = "block w-full rounded px-2.5 py-1.5 text-left text-xs hover:bg-raised";

/** Takes a chart along: as an image, or its figures as CSV. Not there without JavaScript, which it needs. */
export function ChartMenu({ title, data }: { title: string; data: ChartData }) {
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [failed, setFailed] = useState(false);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const saveImage = async () => {
    const figure = root.current?.closest("figure");
    if (!figure) return;
    try {
      save(await chartPng(figure), fileName(title, "png"));
      setFailed(false);
    } catch {
      setFailed(true);
    }
    close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the menu from whatever in it has the focus.
    <div
      ref={root}
      className="relative shrink-0 noscript:hidden print:hidden"
      onKeyDown={(event) => event.key === "Escape" && open && close()}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
    >
      <button
        ref={opener}
        type="button"
        aria-expanded={open}
        aria-label={`Download: ${title}`}
        title="Download"
        className="grid size-7 place-items-center rounded-md text-faint hover:bg-raised hover:text-text aria-expanded:bg-raised aria-expanded:text-text"
        onClick={() => setOpen(!open)}
      >
        <svg
          viewBox="0 0 16 16"
          className="size-4"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          aria-hidden="true"
        >
          <path d="M8 2.5v7M5 6.8l3 3 3-3M3 12.5h10" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
      </button>
      {open && (
        <div className="absolute top-full right-0 z-30 mt-1 w-36 rounded-md bg-surface p-1 shadow-lg ring-1 ring-line-strong">
          <button type="button" className={ITEM} onClick={saveImage}>
            Image (PNG)
          </button>
          <button
            type="button"
            className={ITEM}
            onClick={() => {
              save(new Blob([chartCsv(data)], { type: "text/csv;charset=utf-8" }), fileName(title, "csv"));
              close();
            }}
          >
            Figures (CSV)
          </button>
        </div>
      )}
      <span role="status" className={failed ? "text-xs text-bad" : "sr-only"}>
        {failed ? "No image could be made" : ""}
      </span>
    </div>
  );
}

function save(blob: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads the blob after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
