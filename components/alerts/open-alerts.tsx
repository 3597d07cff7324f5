"use client";
import { createContext, useContext } from "react";
import { useRefreshed } from "@/components/console/use-refreshed";
import { useEventPulse } from "@/components/live/shared-stream/use-stream";
import type { AlertOverview } from "@/lib/alerts/overview";

/** What every page of the console knows of the alerts: counts, and whether anybody watches. */
export type OpenAlerts = Pick<AlertOverview, "counts" | "open" | "watch">;

const PATH = "/api/alerts?limit=0";
const EVERY_MS = 10_000;

const OpenAlertsContext = createContext<{ alerts: OpenAlerts | null; refresh: () => void } | null>(null);

/** Keeps the counts of what fires for the frame and every page in it. @param initial what the server read, or null where it could not */
export function OpenAlertsProvider({ initial, children }: { initial: OpenAlerts | null; children: React.ReactNode }) {
  const { data, refresh } = useRefreshed<OpenAlerts | null>(PATH, initial, EVERY_MS);
  return <OpenAlertsContext value={{ alerts: data, refresh }}>{children}</OpenAlertsContext>;
}

/** The counts of what fires; null while they are not known. Throws outside an {@link OpenAlertsProvider}. */
export const useOpenAlerts = (): OpenAlerts | null => useProvided().alerts;

/** Calls back soon after an alert changes, and has the counts read anew. */
export function useAlertPulse(pulse: () => void, everyMs?: number): void {
  const { refresh } = useProvided();
  useEventPulse(
    ["alerts"],
    () => {
      pulse();
      refresh();
    },
    everyMs,
  );
}

function useProvided() {
  const provided = useContext(OpenAlertsContext);
  if (!provided) throw new Error("Open alerts need an OpenAlertsProvider above them");
  return provided;
}
