import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { StoredEvent } from "@/lib/jobs/job";

/** The events a job's life was told by, as stored. */
export function JobEvents({ events, truncated }: { events: StoredEvent[]; truncated: boolean }) {
  return (
    <Card
      title="Events"
      aside={truncated && <span className="text-xs text-muted">only the first {events.length} are listed</span>}
      flush
    >
      {events.length === 0 ? (
        <State shape="dash" title="No events kept">
          Raw events are kept for a few days; what they told of this job is kept above.
        </State>
      ) : (
        <DataTable
          caption="Events of this job, as stored"
          columns={[
            { key: "type", heading: "Type" },
            { key: "time", heading: "Time" },
            { key: "received", heading: "Received", from: "md" },
            { key: "data", heading: "Data", from: "sm" },
          ]}
          rows={events.map((event) => ({
            key: event.event_id,
            cells: {
              type: (
                <>
                  {event.type}
                  <div className="sm:hidden">
                    <EventData data={event.data} />
                  </div>
                </>
              ),
              time: <Time at={event.time} />,
              received: <Time at={event.received_at} />,
              data: <EventData data={event.data} />,
            },
          }))}
        />
      )}
    </Card>
  );
}

function EventData({ data }: { data: Record<string, unknown> }) {
  return (
    <details className="max-w-[50vw]">
      <summary className="max-w-[50vw] truncate font-mono text-xs text-muted">{JSON.stringify(data)}</summary>
      <pre className="mt-1 max-h-80 overflow-auto font-mono text-xs whitespace-pre-wrap break-all">
        {JSON.stringify(data, null, 2)}
      </pre>
    </details>
  );
}
