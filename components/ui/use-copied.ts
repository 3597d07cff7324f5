"use client";
import { useEffect, useState } from "react";

const SHOWN_MS = 2000;

/** Copies text. @returns whether it has just been copied, and the act */
export function useCopied(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, (text) => void copy(text).then(setCopied)];
}

/** Whether it went into the clipboard. */
async function copy(text: string): Promise<boolean> {
  // Browsers offer the clipboard on https and loopback only; the older way works on a plain network address too.
  if (!navigator.clipboard) return copySelected(text);
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => copySelected(text),
  );
}

function copySelected(text: string): boolean {
  const focused = document.activeElement as HTMLElement | null;
  const field = document.createElement("textarea");
  field.value = text;
  // Beside the button: a modal dialog lets nothing outside it be selected.
  (focused?.parentElement ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return done;
}
