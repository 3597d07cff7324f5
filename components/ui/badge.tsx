import { type Shape, ShapeMark } from "./shape";

/** What a state means to the reader: `neutral` is neither good nor bad. */
export type Tone = "neutral" | "ok" | "warn" | "bad" | "info";

const TONES: Record<Tone, string> = {
  neutral: "bg-raised text-muted ring-line-strong",
  ok: "bg-ok/10 text-ok ring-ok/25",
  warn: "bg-warn/10 text-warn ring-warn/30",
  bad: "bg-bad/10 text-bad ring-bad/30",
  info: "bg-info/10 text-info ring-info/30",
};

/** As Tremor's badge looks; that one merges its classes anew each time, which on a page of a hundred costs more than the rest. */
const SHELL =
  "inline-flex w-max shrink-0 cursor-default items-center justify-center gap-1.5 rounded-tremor-small px-1.5 py-0.5 text-xs leading-4 font-medium whitespace-nowrap ring-1 ring-inset";

/** A state as shape, word and colour together. `hint` is the longer explanation, shown on hover. */
export function Badge({ tone, shape, children, hint }: { tone: Tone; shape: Shape; children: string; hint?: string }) {
  return (
    <span className={`${SHELL} ${TONES[tone]}`} title={hint}>
      <ShapeMark shape={shape} />
      {children}
    </span>
  );
}

/** A plain label such as a tag or a channel. */
export function Tag({ children }: { children: string }) {
  return (
    <span className="inline-flex max-w-48 truncate rounded bg-raised px-1.5 py-px text-xs text-muted ring-1 ring-line ring-inset">
      {children}
    </span>
  );
}
