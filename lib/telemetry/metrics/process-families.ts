import { readProcess } from "../process";
import { type Family, gauge } from "./family";
import type { MetricsContext } from "./read";

/** What this process holds at the moment. */
export function processFamilies({ buffer, feed, connection }: MetricsContext): Family[] {
  const pool = connection.pool();
  return [
    {
      ...{ name: "rollcall_info", type: "gauge", help: "Always 1; the labels say what this process is." },
      samples: [{ labels: { runtime: readProcess().runtime, driver: connection.driver }, value: 1 }],
    },
    gauge("rollcall_ingest_buffered_events", "Events that wait for a commit or are in one.", buffer.held),
    gauge("rollcall_feed_clients", "Event streams that are open to this process.", feed.clients),
    {
      ...{ name: "rollcall_database_pool_connections", type: "gauge" },
      help: "Connections that this process holds to the database, by state.",
      samples: [
        { labels: { state: "busy" }, value: pool.total - pool.idle },
        { labels: { state: "idle" }, value: pool.idle },
      ],
    },
    gauge("rollcall_database_pool_waiting", "Queries that wait for a connection.", pool.waiting),
  ];
}
