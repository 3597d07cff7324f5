"use client";
import { type Shape, ShapeMark } from "@/components/ui/shape";
import type { StreamState } from "./shared-stream/wire";

const LOOKS: Record<StreamState | "paused", { shape: Shape; word: string; colour: string }> = {
  connecting: { shape: "ring", word: "connecting", colour: "text-muted" },
  streaming: { shape: "disc", word: "streaming", colour: "text-ok" },
  polling: { shape: "dash", word: "polling", colour: "text-info" },
  stopped: { shape: "triangle", word: "stopped", colour: "text-warn" },
  "signed-out": { shape: "cross", word: "signed out", colour: "text-warn" },
  paused: { shape: "bars", word: "paused", colour: "text-muted" },
};

/** How live data comes just now, by shape, word and colour. */
export function StreamLamp({ state, isPaused = false }: { state: StreamState; isPaused?: boolean }) {
  const { shape, word, colour } = LOOKS[isPaused ? "paused" : state];
  return (
    <span className={`inline-flex items-center gap-1.5 text-xs whitespace-nowrap ${colour}`}>
      <ShapeMark shape={shape} />
      {word}
    </span>
  );
}
