"use client";
import { useSyncExternalStore } from "react";
import { type Connection, connectionNow, watchConnection } from "./connection";

/** Whether Rollcall answers this page, followed. */
export function useConnection(): Connection {
  return useSyncExternalStore(watchConnection, connectionNow, () => "unknown");
}
