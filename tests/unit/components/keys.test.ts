import { describe, expect, test } from "vitest";
import { type KeyPress, readKey } from "@/components/console/keyboard/keys";

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

describe("a key press", () => {
  test.each([{ ctrlKey: true }, { metaKey: true }])("of K with %o opens the palette, even while typing", (held) => {
    const read = readKey(press("k", held), null, { typing: true, single: false });
    expect(read).toEqual({ act: { kind: "palette" }, pending: null });
  });

  test("of g and then b goes to the bots", () => {
    const { act, pending } = readKey(press("g"), null);
    expect(act).toBeNull();
    expect(readKey(press("b"), pending).act).toEqual({ kind: "go", href: "/bots" });
  });

  test("of b alone, or of g and then an unknown key, does nothing", () => {
    expect(readKey(press("b"), null)).toEqual({ act: null, pending: null });
    expect(readKey(press("x"), "g")).toEqual({ act: null, pending: null });
  });

  test("of g, g and then q goes to the queues: the last g counts", () => {
    const { pending } = readKey(press("g"), readKey(press("g"), null).pending);
    expect(readKey(press("q"), pending).act).toEqual({ kind: "go", href: "/queues" });
  });

  test.each(["/", "?", "[", "g"])(
    "of %s belongs to the field while typing, and is nothing when switched off",
    (key) => {
      expect(readKey(press(key), null, { typing: true, single: true })).toEqual({ act: null, pending: null });
      expect(readKey(press(key), null, { typing: false, single: false })).toEqual({ act: null, pending: null });
    },
  );

  test("with Ctrl, Alt or ⌘ stays the browser's", () => {
    for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
      expect(readKey(press("/", held), null).act).toBeNull();
      expect(readKey(press("b", held), "g").act).toBeNull();
    }
  });
});
