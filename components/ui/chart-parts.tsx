/** What the marks of a chart are coloured with: tokens, so both themes hold. */
export type ChartTone = "accent" | "volume" | "ok" | "warn" | "bad" | "info" | "faint";

export const TONES: Record<ChartTone, string> = {
  accent: "var(--accent-solid)",
  volume: "var(--volume-mark)",
  ok: "var(--ok-mark)",
  warn: "var(--warn-mark)",
  bad: "var(--bad-mark)",
  info: "var(--info)",
  faint: "var(--faint)",
};

/** How a line is broken, so that lines differ by more than colour. */
export type ChartStroke = "solid" | "dashed" | "dotted";

export const DASHES: Record<ChartStroke, string | undefined> = { solid: undefined, dashed: "5 3", dotted: "1.5 3" };

/** A mark as the legend shows it. */
export type LegendMark = "line" | "bar" | "area" | "dashed" | "dotted" | "diamond";

const USUAL_TONE: Record<LegendMark, ChartTone> = {
  line: "accent",
  area: "accent",
  bar: "volume",
  dashed: "warn",
  dotted: "bad",
  diamond: "bad",
};

/** Explains a mark of a chart by a small drawing and a word. */
export function LegendItem({ mark, tone, children }: { mark: LegendMark; tone?: ChartTone; children: string }) {
  const colour = TONES[tone ?? USUAL_TONE[mark]];
  return (
    <span data-legend={children} className="inline-flex items-center gap-1.5 text-xs whitespace-nowrap text-muted">
      <svg viewBox="0 0 16 10" width="16" height="10" className="h-2.5 w-4 shrink-0" aria-hidden="true">
        {mark === "bar" && <path d="M1 2h4v8H1zM7 0h4v10H7zM13 4h3v6h-3z" fill={colour} />}
        {mark === "area" && <path d="M0 5h16v5H0z" fill={colour} opacity="0.25" />}
        {mark === "diamond" && <path d="M8 0l5 5-5 5-5-5z" fill="var(--surface)" stroke={colour} strokeWidth="2" />}
        {mark !== "bar" && mark !== "diamond" && (
          <path
            d="M0 5h16"
            stroke={colour}
            strokeWidth="2.5"
            strokeDasharray={mark === "dashed" || mark === "dotted" ? DASHES[mark] : undefined}
          />
        )}
      </svg>
      {children}
    </span>
  );
}

/** Legend items in a row that wraps. */
export function Legend({ children }: { children: React.ReactNode }) {
  return <span className="flex flex-wrap gap-x-3 gap-y-1">{children}</span>;
}
