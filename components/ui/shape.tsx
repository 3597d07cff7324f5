/** A shape that stands for a state, so that no state is told by colour alone. */
export type Shape = "disc" | "ring" | "bars" | "cross" | "triangle" | "diamond" | "check" | "dash";

const PATHS: Record<Shape, React.ReactNode> = {
  disc: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  ring: <circle cx="5" cy="5" r="3.25" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  bars: <path d="M2 1.5h2v7H2zM6 1.5h2v7H6z" fill="currentColor" />,
  cross: <path d="M2 2l6 6M8 2l-6 6" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />,
  triangle: <path d="M5 1l4.3 8H.7z" fill="currentColor" />,
  diamond: <path d="M5 .6L9.4 5 5 9.4.6 5z" fill="currentColor" />,
  check: (
    <path
      d="M1.5 5.3L4 7.8l4.5-5.3"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  dash: <path d="M2 5h6" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />,
};

/** Draws one shape at the size of the text; hidden from assistive technology, since a word always stands beside it. */
export function ShapeMark({ shape, className = "" }: { shape: Shape; className?: string }) {
  return (
    <svg viewBox="0 0 10 10" className={`size-2.5 shrink-0 ${className}`} aria-hidden="true">
      {PATHS[shape]}
    </svg>
  );
}
