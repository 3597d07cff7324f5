"use client";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { type KeyAct, readKey } from "./keys";
import { singleKeysOn } from "./single-keys";

const SEQUENCE_MS = 1200;

/** Acts on the console's keys, wherever the focus is; keys that are typed into a field stay the field's. */
export function useKeys(acts: { openPalette: () => void; openShortcuts: () => void; toggleRail: () => void }): void {
  const router = useRouter();
  const perform = useEffectEvent((act: KeyAct) => {
    if (act.kind === "go") router.push(act.href);
    if (act.kind === "palette") acts.openPalette();
    if (act.kind === "shortcuts") acts.openShortcuts();
    if (act.kind === "rail") acts.toggleRail();
    if (act.kind === "search" && !focusSearch()) acts.openPalette();
  });
  useEffect(() => {
    let pending: "g" | null = null;
    let pressedAt = 0;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat || document.querySelector("dialog[open]")) return;
      if (event.timeStamp - pressedAt > SEQUENCE_MS) pending = null;
      const read = readKey(event, pending, { typing: isTyping(event.target), single: singleKeysOn() });
      pending = read.pending;
      pressedAt = event.timeStamp;
      if (!read.act) return;
      event.preventDefault();
      perform(read.act);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}

/** Focuses the page's own search field. False where it has none. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  if (!field?.checkVisibility()) return false;
  field.focus();
  field.select();
  return true;
}
