import Link from "next/link";
import { IncidentTable } from "@/components/alerts/incident-table";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import type { Incident } from "@/lib/alerts/incident";

/** How many stand on the bot's page. */
export const MOST_INCIDENTS = 5;

/** The newest incidents that touch the bot, and the way to all of them. */
export function BotIncidents({ botId, incidents }: { botId: string; incidents: Incident[] }) {
  return (
    <Card
      title="Incidents"
      aside={
        <Link
          href={`/alerts/history?${new URLSearchParams({ bot_id: botId, days: "90" })}`}
          prefetch={false}
          className="rounded text-xs font-medium text-accent hover:underline print:hidden"
        >
          History
        </Link>
      }
      flush
    >
      {incidents.length === 0 ? (
        <State shape="check" title="Nothing has fired for this bot">
          What an alert rule finds of it appears here.
        </State>
      ) : (
        <IncidentTable caption="Incidents of this bot, those that fired last first" incidents={incidents} />
      )}
    </Card>
  );
}
