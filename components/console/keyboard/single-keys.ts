"use client";
import { useSyncExternalStore } from "react";

const STORED = "rollcall:single-keys";
const CHANGED = "rollcall:single-keys-changed";

/** Whether shortcuts of one plain key are on: speech input and stray keys can set them off, so they can be switched off. */
export function singleKeysOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    // A browser that keeps nothing has them on.
    return true;
  }
}

/** Switches shortcuts of one plain key on or off, in this browser. */
export function switchSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing has them on.
  }
  window.dispatchEvent(new Event(CHANGED));
}

/** {@link singleKeysOn}, followed. */
export function useSingleKeys(): boolean {
  return useSyncExternalStore(subscribe, singleKeysOn, () => true);
}

function subscribe(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed);
  return () => window.removeEventListener(CHANGED, changed);
}
