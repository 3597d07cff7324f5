import { PAGES } from "../pages";

/** What a key press asks for. */
export type KeyAct =
  | { kind: "go"; href: string }
  | { kind: "palette" }
  | { kind: "search" }
  | { kind: "shortcuts" }
  | { kind: "rail" };

/** What of a key press matters here; a `KeyboardEvent` is one. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

const SINGLE: Record<string, KeyAct> = {
  "/": { kind: "search" },
  "?": { kind: "shortcuts" },
  "[": { kind: "rail" },
};

/**
 * Reads one key press.
 *
 *     readKey({ key: "k", ctrlKey: true, … }, null) { act: { kind: "palette" }, pending: null }
 *     readKey({ key: "g", … }, null)                { act: null, pending: "g" }
 *     readKey({ key: "b", … }, "g")                 { act: { kind: "go", href: "/bots" }, pending: null }
 *
 * @param pending the first key of a sequence, if one was just pressed
 * @param where whether text is being typed, and whether keys without Ctrl or ⌘ are switched on
 */
export function readKey(
  press: KeyPress,
  pending: "g" | null,
  where: { typing: boolean; single: boolean } = { typing: false, single: true },
): { act: KeyAct | null; pending: "g" | null } {
  const nothing = { act: null, pending: null };
  if ((press.ctrlKey || press.metaKey) && !press.altKey && press.key.toLowerCase() === "k") {
    return { act: { kind: "palette" }, pending: null };
  }
  if (press.ctrlKey || press.metaKey || press.altKey || where.typing || !where.single) return nothing;
  if (pending === "g") {
    const page = PAGES.find(({ key }) => key === press.key.toLowerCase());
    if (page) return { act: { kind: "go", href: page.href }, pending: null };
  }
  if (press.key === "g") return { act: null, pending: "g" };
  return { act: SINGLE[press.key] ?? null, pending: null };
}
