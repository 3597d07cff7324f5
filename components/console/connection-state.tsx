"use client";
import { useEffect } from "react";
import { type Shape, ShapeMark } from "@/components/ui/shape";
import { type Connection, connectionAge, connectionNow, connectionOf, tellConnection } from "./connection";
import { useConnection } from "./use-connection";

const CHECK_MS = 4000;
/** A tick that comes a little early is no reason to wait for the next one. */
const EARLY_MS = 500;

const LOOK: Record<Connection, { shape: Shape; word: string; hint: string; mark: string; text: string }> = {
  unknown: { shape: "ring", word: "Connecting", hint: "Not asked yet", mark: "", text: "text-faint" },
  connected: {
    shape: "disc",
    word: "Connected",
    hint: "Rollcall answers this page",
    mark: "text-ok",
    text: "text-faint",
  },
  lost: {
    shape: "cross",
    word: "No answer",
    hint: "Rollcall does not answer; trying again every few seconds",
    mark: "",
    text: "text-bad",
  },
  signed_out: {
    shape: "dash",
    word: "Signed out",
    hint: "Your session has ended: load the page again to sign in",
    mark: "",
    text: "text-warn",
  },
};

/**
 * Whether Rollcall answers this page. Pages that refresh tell it as they go; on one that does not, the frame asks by
 * itself, so that a dead connection is shown within 10 s everywhere.
 */
export function ConnectionState() {
  const connection = useConnection();
  useEffect(() => {
    // The page itself was just answered.
    if (connectionNow() === "unknown") tellConnection("connected");
    const timer = setInterval(() => {
      const asks = document.visibilityState === "visible" && connectionNow() !== "signed_out";
      if (asks && connectionAge() >= CHECK_MS - EARLY_MS) check();
    }, CHECK_MS);
    return () => clearInterval(timer);
  }, []);
  const { shape, word, hint, mark, text } = LOOK[connection];
  const isUsual = connection === "unknown" || connection === "connected";
  return (
    <p
      role="status"
      title={hint}
      className={`flex items-center justify-center gap-2 px-2 text-xs wide:justify-start ${text}`}
    >
      <span className={mark}>
        <ShapeMark shape={shape} />
      </span>
      <span className={isUsual ? "max-sm:sr-only rail:sr-only" : "rail:sr-only"}>{word}</span>
    </p>
  );
}

function check(): void {
  fetch("/readyz", { cache: "no-store", signal: AbortSignal.timeout(CHECK_MS) }).then(
    (response) => tellConnection(connectionOf(response.status)),
    () => tellConnection("lost"),
  );
}
