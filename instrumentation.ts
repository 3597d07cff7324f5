import type { StopBackground } from "./scripts/start-background";

// Held on globalThis: the server's bundle and Next's each have a copy of this module in one process.
const STARTED = Symbol.for("rollcall.started");
const held = globalThis as { [STARTED]?: Promise<StopBackground> };

/** Called by Next, and by our own server before Next: connects, migrates and starts the scheduler, once a process. */
export function register(): Promise<StopBackground> | undefined {
  if (process.env.NEXT_RUNTIME === "edge" || process.env.NEXT_PHASE === "phase-production-build") return undefined;
  held[STARTED] ??= import("./scripts/start-background").then(({ startBackground }) => startBackground());
  return held[STARTED];
}
