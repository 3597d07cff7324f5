"use client";
import { useEffect } from "react";
import { singleKeysOn } from "@/components/console/keyboard/single-keys";

const STEPS: Record<string, number> = { j: 1, k: -1 };
const FIELDS = "input, select, textarea, [contenteditable], dialog";

/** `j` and `k` move the focus to the next and the previous row's link (marked by `data-row`), from which Enter opens it. */
export function useRowKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      const target = event.target as HTMLElement;
      if (!step || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (!singleKeysOn() || target.closest(FIELDS) || document.querySelector("dialog[open]")) return;
      const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")];
      const at = rows.findIndex((row) => row === target || row.closest("tr")?.contains(target));
      const next = rows[at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
