"use client";
import { useEffect, useState } from "react";
import { formatDuration } from "@/lib/stats/format";

/**
 * A duration that goes on: starts at `seconds` when they arrive and ticks each second by the browser's own clock, so a
 * clock that differs from the server's does no harm.
 */
export function Ticking({ seconds }: { seconds: number }) {
  const [elapsed, setElapsed] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new reading of `seconds` starts the count anew.
  useEffect(() => {
    const started = performance.now();
    setElapsed(0);
    const timer = setInterval(() => setElapsed((performance.now() - started) / 1000), 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return (
    <span role="timer" aria-live="off">
      {formatDuration(Math.floor(seconds + elapsed) * 1000)}
    </span>
  );
}
