"use client";
import { Button } from "./button";
import { useCopied } from "./use-copied";

/** A command to copy: the text itself, selectable, and a button. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  const [copied, copy] = useCopied();
  return (
    <div className="relative rounded-md bg-raised ring-1 ring-line ring-inset">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section tabIndex={0} aria-label={label} className="overflow-x-auto p-3 text-left sm:pr-24">
        <pre className="font-mono text-xs leading-5">{text}</pre>
      </section>
      <div className="flex justify-end px-2 pb-2 sm:absolute sm:top-2 sm:right-2 sm:p-0 print:hidden">
        <Button onClick={() => copy(text)}>
          <span aria-live="polite">{copied ? "Copied" : "Copy"}</span>
        </Button>
      </div>
    </div>
  );
}
