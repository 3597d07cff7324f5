import { buttonClass } from "@/components/ui/button";
import { SearchField } from "@/components/ui/field";
import { ShapeMark } from "@/components/ui/shape";
import type { Highlight } from "./query";

const MOST_MS = 999_999_999;

/** Says what is to stand out: failures, what is slow, a text. Part of a form of method GET. */
export function HighlightRules({
  highlight,
  onChange,
}: {
  highlight: Highlight;
  onChange(highlight: Highlight): void;
}) {
  const { failed, slowerThan, text } = highlight;
  const count = [failed, slowerThan !== null, text !== ""].filter(Boolean).length;
  return (
    <details className="group relative">
      <summary className={`${buttonClass()} list-none [&::-webkit-details-marker]:hidden`}>
        <ShapeMark shape="diamond" className="text-warn" />
        Highlight{count > 0 ? ` (${count})` : ""}
      </summary>
      <fieldset className="absolute left-0 z-20 mt-1 flex w-72 max-w-[85vw] flex-col gap-3 rounded-lg bg-surface p-4 text-[0.8125rem] shadow-lg ring-1 ring-line-strong">
        <legend className="sr-only">Highlight events</legend>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            name="failed"
            value="1"
            className="size-4 accent-accent-solid"
            checked={failed}
            onChange={(event) => onChange({ ...highlight, failed: event.target.checked })}
          />
          that tell of a failure
        </label>
        <label className="flex flex-col gap-1">
          that took longer than, in milliseconds
          <input
            type="number"
            name="slower"
            min={0}
            max={MOST_MS}
            step={1}
            placeholder="such as 2000"
            className="h-8 rounded-md bg-surface px-2.5 ring-1 ring-line-strong ring-inset placeholder:text-faint"
            value={slowerThan ?? ""}
            onChange={({ target }) =>
              onChange({ ...highlight, slowerThan: /^\d{1,9}$/.test(target.value) ? Number(target.value) : null })
            }
          />
        </label>
        <div className="flex flex-col gap-1">
          <span aria-hidden="true">that contain</span>
          <SearchField
            label="Text to highlight"
            width="w-full"
            name="mark"
            value={text}
            onChange={(event) => onChange({ ...highlight, text: event.target.value })}
          />
        </div>
      </fieldset>
    </details>
  );
}
