"use client";
import dynamic from "next/dynamic";
import { createContext, useContext, useEffect, useState } from "react";
import { useKeys } from "./keyboard/use-keys";
import type { ConsoleOperator } from "./operator";

/** What lies over a page at the moment. */
type Overlay = "palette" | "shortcuts" | null;

interface DeskActs {
  openPalette: () => void;
  openShortcuts: () => void;
}

const DeskContext = createContext<DeskActs | null>(null);

// Both are asked for by a key or a click, so no page waits for their code.
const loadPalette = () => import("./palette/palette").then((module) => module.Palette);
const Palette = dynamic(loadPalette, { ssr: false });
const ShortcutsDialog = dynamic(() => import("./keyboard/shortcuts-dialog").then((module) => module.ShortcutsDialog), {
  ssr: false,
});
const IDLE_MS = 1500;

/** Listens to the console's keys and holds what they open: the command palette and the list of shortcuts. */
export function Desk({
  operator,
  toggleRail,
  children,
}: {
  operator: ConsoleOperator;
  toggleRail: () => void;
  children: React.ReactNode;
}) {
  const [overlay, setOverlay] = useState<Overlay>(null);
  const acts: DeskActs = {
    openPalette: () => setOverlay("palette"),
    openShortcuts: () => setOverlay("shortcuts"),
  };
  useKeys({ ...acts, toggleRail });
  useEffect(() => {
    // Fetched when the page has settled: whoever opens the palette types at once.
    const timer = setTimeout(loadPalette, IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
  const close = () => setOverlay(null);
  return (
    <DeskContext value={acts}>
      {children}
      {overlay === "palette" && <Palette role={operator.role} openShortcuts={acts.openShortcuts} onClose={close} />}
      {overlay === "shortcuts" && <ShortcutsDialog onClose={close} />}
    </DeskContext>
  );
}

/** What any part of the frame may open. Throws outside a {@link Desk}. */
export function useDesk(): DeskActs {
  const acts = useContext(DeskContext);
  if (!acts) throw new Error("useDesk needs a Desk above it");
  return acts;
}
