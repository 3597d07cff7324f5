"use client";
import { State } from "@/components/ui/state";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { IncidentDetail } from "@/lib/alerts/incident";
import { DeliveryBadge } from "./delivery-badge";

type Delivery = IncidentDetail["deliveries"][number];

/** The notices of an incident and what became of them. */
export function DeliveryTable({ deliveries, isMuted }: { deliveries: Delivery[]; isMuted: boolean }) {
  if (deliveries.length === 0) {
    return (
      <State shape="dash" title="Nobody was told">
        {isMuted ? "It is muted." : "No channel takes incidents of this severity. Add one under Channels."}
      </State>
    );
  }
  return (
    <DataTable
      caption="Deliveries"
      columns={[
        { key: "channel", heading: "Channel" },
        { key: "kind", heading: "Notice", from: "sm" },
        { key: "status", heading: "Outcome" },
        { key: "attempts", heading: "Attempts", align: "right", from: "md" },
        { key: "at", heading: "When", align: "right" },
      ]}
      rows={deliveries.map((delivery) => ({
        key: delivery.id,
        cells: {
          channel: delivery.channel_name ?? "a channel that was deleted",
          kind: delivery.kind,
          status: (
            <span className="flex flex-wrap items-center gap-2">
              <DeliveryBadge status={delivery.status} />
              {delivery.last_error && <span className="text-xs break-words text-muted">{delivery.last_error}</span>}
            </span>
          ),
          attempts: String(delivery.attempts),
          at: <Time at={delivery.sent_at ?? delivery.created_at} />,
        },
      }))}
    />
  );
}
