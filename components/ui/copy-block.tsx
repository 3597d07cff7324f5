"use client";
import { useEffect, useState } from "react";
import { Button } from "./button";

/** A command to copy: the text itself, selectable, and a button. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div className="relative rounded-md bg-raised ring-1 ring-line ring-inset">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section tabIndex={0} aria-label={label} className="overflow-x-auto p-3 pr-24 text-left">
        <pre className="font-mono text-xs leading-5">{text}</pre>
      </section>
      <div className="print:hidden absolute top-2 right-2">
        <Button onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(true))}>
          <span aria-live="polite">{copied ? "Copied" : "Copy"}</span>
        </Button>
      </div>
    </div>
  );
}
