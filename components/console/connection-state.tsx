"use client";
import { useEffect, useSyncExternalStore } from "react";
import { ShapeMark } from "@/components/ui/shape";
import { type Connection, connectionAge, connectionNow, tellConnection, watchConnection } from "./connection";

const CHECK_MS = 4000;
const UNKNOWN: Connection = { state: "unknown" };

/**
 * Whether Rollcall answers this page. Pages that refresh tell it as they go; on one that does not, the frame asks by
 * itself, so that a dead connection is shown within 10 s everywhere.
 */
export function ConnectionState() {
  const connection = useSyncExternalStore(watchConnection, connectionNow, () => UNKNOWN);
  useEffect(() => {
    // The page itself was just answered.
    if (connectionNow().state === "unknown") tellConnection(true);
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && connectionAge() >= CHECK_MS) check();
    }, CHECK_MS);
    return () => clearInterval(timer);
  }, []);
  const lost = connection.state === "lost";
  return (
    <p
      role="status"
      className={`flex items-center justify-center gap-2 px-2 text-xs wide:justify-start ${lost ? "text-bad" : "text-faint"}`}
      title={lost ? "Rollcall does not answer; trying again every few seconds" : "Rollcall answers this page"}
    >
      <span className={lost ? "" : connection.state === "connected" ? "text-ok" : ""}>
        <ShapeMark shape={lost ? "cross" : connection.state === "connected" ? "disc" : "ring"} />
      </span>
      <span className={lost ? "rail:sr-only" : "max-sm:sr-only rail:sr-only"}>
        {lost ? "No answer" : connection.state === "connected" ? "Connected" : "Connecting"}
      </span>
    </p>
  );
}

function check(): void {
  fetch("/readyz", { cache: "no-store", signal: AbortSignal.timeout(CHECK_MS) }).then(
    (response) => tellConnection(response.ok),
    () => tellConnection(false),
  );
}
