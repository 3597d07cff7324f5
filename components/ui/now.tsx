"use client";
import { createContext, useContext, useEffect, useState } from "react";

interface Now {
  /** Epoch milliseconds by the server's clock. */
  at: number;
  /** Whether the browser has taken over: false while the server renders and during hydration. */
  live: boolean;
}

const NowContext = createContext<Now | null>(null);
const STEP_MS = 2000;

/** Gives every relative time below one clock: the server's, so that server and browser agree at first paint, then ticking. */
export function NowProvider({ initial, children }: { initial: number; children: React.ReactNode }) {
  const [now, setNow] = useState<Now>({ at: initial, live: false });
  useEffect(() => {
    const started = Date.now();
    const tick = () => setNow({ at: initial + (Date.now() - started), live: true });
    tick();
    const timer = setInterval(tick, STEP_MS);
    return () => clearInterval(timer);
  }, [initial]);
  return <NowContext value={now}>{children}</NowContext>;
}

/** The clock of the nearest {@link NowProvider}. Throws outside one. */
export function useNow(): Now {
  const now = useContext(NowContext);
  if (!now) throw new Error("useNow needs a NowProvider above it");
  return now;
}
