import { type Shape, ShapeMark } from "./shape";

const TONES = {
  info: "bg-info/10 text-info ring-info/30",
  warn: "bg-warn/10 text-warn ring-warn/30",
};

/** A strip across a view that says what is not as usual; announced when it appears. */
export function Notice({
  tone,
  shape,
  children,
}: {
  tone: keyof typeof TONES;
  shape: Shape;
  children: React.ReactNode;
}) {
  return (
    <div
      role="status"
      className={`flex items-center gap-2 rounded-md px-3 py-2 text-[0.8125rem] ring-1 ring-inset ${TONES[tone]}`}
    >
      <ShapeMark shape={shape} />
      <span className="min-w-0">{children}</span>
    </div>
  );
}
