"use client";
import { useState } from "react";

/** What is told of one place of a chart. */
export interface ChartTip {
  heading: string;
  lines: [name: string, value: string][];
}

/** Room around the drawing for its axes, in pixels. */
export interface ChartRoom {
  left: number;
  right: number;
  bottom: number;
}

/**
 * The box of every chart: an SVG that fills it, with overflow for the axes' labels, and over it a reader by which pointer and
 * keyboard walk through the places. Everything in the SVG is placed by percentages, so that the server draws it without
 * knowing its width.
 * @param places how many there are side by side, and in how many rows
 * @param tip what is told of a place, counted row by row
 */
export function ChartFrame({
  label,
  places,
  tip,
  room,
  children,
}: {
  label: string;
  places: { columns: number; rows: number };
  tip: (index: number) => ChartTip;
  room: ChartRoom;
  children: React.ReactNode;
}) {
  return (
    <div
      className="@container h-full"
      data-chart-room={`${room.left} ${TOP} ${room.right} ${room.bottom}`}
      style={{ paddingTop: TOP, paddingLeft: room.left, paddingRight: room.right, paddingBottom: room.bottom }}
    >
      <div className="relative h-full">
        <svg data-chart role="img" aria-label={label} width="100%" height="100%" overflow="visible" className="block">
          {children}
        </svg>
        {places.columns > 0 && <Reader label={label} places={places} tip={tip} />}
      </div>
    </div>
  );
}

/** Room above the drawing, in pixels. */
const TOP = 8;

function Reader({ label, places, tip }: Pick<Parameters<typeof ChartFrame>[0], "label" | "places" | "tip">) {
  const { columns, rows } = places;
  const count = columns * rows;
  const [shown, setShown] = useState<number | null>(null);
  // What was read last stays within what there is when the chart changes.
  const at = Math.min(shown ?? count - 1, count - 1);
  const told = tip(at);
  const moves: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: rows > 1 ? at - columns : at + 1,
    ArrowDown: rows > 1 ? at + columns : at - 1,
    Home: 0,
    End: count - 1,
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`${label}: read value by value`}
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={at + 1}
      aria-valuetext={[told.heading, ...told.lines.map(([name, value]) => `${name} ${value}`)].join(", ")}
      className="absolute inset-0 rounded-sm print:hidden"
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const column = placeOf(event.clientX - box.left, box.width, columns);
        setShown(placeOf(event.clientY - box.top, box.height, rows) * columns + column);
      }}
      onPointerLeave={() => setShown(null)}
      onFocus={() => setShown((place) => place ?? at)}
      onBlur={() => setShown(null)}
      onKeyDown={(event) => {
        if (event.key === "Escape") setShown(null);
        const next = moves[event.key];
        if (next === undefined) return;
        event.preventDefault();
        setShown(Math.max(0, Math.min(count - 1, next)));
      }}
    >
      {shown !== null && <Shown places={places} at={at} told={told} />}
    </div>
  );
}

const placeOf = (offset: number, size: number, places: number) =>
  Math.max(0, Math.min(places - 1, Math.floor((offset / size) * places)));

function Shown({
  places: { columns, rows },
  at,
  told,
}: {
  places: { columns: number; rows: number };
  at: number;
  told: ChartTip;
}) {
  const column = at % columns;
  const row = Math.floor(at / columns);
  const left = (column / columns) * 100;
  const beyond = column >= columns / 2;
  return (
    <>
      <div
        className={`pointer-events-none absolute ${rows > 1 ? "rounded-xs ring-2 ring-text" : "bg-text/6"}`}
        style={{
          left: `${left}%`,
          width: `${100 / columns}%`,
          top: `${(row / rows) * 100}%`,
          height: `${100 / rows}%`,
        }}
      />
      <div
        aria-hidden="true"
        className={`pointer-events-none absolute top-0 z-20 w-max max-w-56 rounded-md bg-surface px-3 py-2 text-xs shadow-lg ring-1 ring-line-strong ${beyond ? "-translate-x-full" : ""}`}
        style={{ left: `calc(${left + (beyond ? 0 : 100 / columns)}% ${beyond ? "-" : "+"} 8px)` }}
      >
        <p className="font-medium">{told.heading}</p>
        {told.lines.map(([name, value]) => (
          <p key={name} className="flex justify-between gap-4 text-muted">
            <span>{name}</span>
            <span className="text-text">{value}</span>
          </p>
        ))}
      </div>
    </>
  );
}
