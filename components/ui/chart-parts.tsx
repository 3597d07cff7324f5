/** What recharts' axes, grid and cursor look like in every chart. Colours are tokens, so both themes hold. */
export const AXIS = {
  stroke: "var(--line-strong)",
  tick: { fill: "var(--faint)", fontSize: 11 },
  tickLine: false,
} as const;
export const GRID = { stroke: "var(--line)", vertical: false } as const;

/** The box that a chart shows at the pointer or at the arrow keys' place. */
export function ChartTip({ heading, lines }: { heading: string; lines: [name: string, value: string][] }) {
  return (
    <div className="rounded-md bg-surface px-3 py-2 text-xs shadow-lg ring-1 ring-line-strong">
      <p className="font-medium">{heading}</p>
      {lines.map(([name, value]) => (
        <p key={name} className="flex justify-between gap-4 text-muted">
          <span>{name}</span>
          <span className="text-text">{value}</span>
        </p>
      ))}
    </div>
  );
}

/** Explains a mark of a chart by a small drawing and a word. */
export function LegendItem({ mark, children }: { mark: "line" | "bar" | "dashed"; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-xs text-muted">
      <svg viewBox="0 0 16 10" className="h-2.5 w-4" aria-hidden="true">
        {mark === "line" && <path d="M0 5h16" stroke="var(--accent-solid)" strokeWidth="2.5" />}
        {mark === "dashed" && <path d="M0 5h16" stroke="var(--warn-mark)" strokeWidth="2" strokeDasharray="4 3" />}
        {mark === "bar" && <path d="M1 2h4v8H1zM7 0h4v10H7zM13 4h3v6h-3z" fill="var(--volume-mark)" />}
      </svg>
      {children}
    </span>
  );
}
