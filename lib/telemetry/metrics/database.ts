import { type Database, ping } from "../../db/client";
import { type Family, gauge } from "./family";
import { type DatabaseFigures, selectDatabaseFigures } from "./store";

/** The database as this process finds it. One that is away is told as such. */
export async function databaseFamilies(db: Database): Promise<Family[]> {
  const latencyMs = await ping(db).catch(() => null);
  const up = gauge("rollcall_database_up", "Whether the database answered at this scrape.", latencyMs === null ? 0 : 1);
  if (latencyMs === null) return [up];
  return [
    up,
    gauge("rollcall_database_latency_seconds", "Round trip of the smallest query at this scrape.", latencyMs / 1000),
    ...figureFamilies(await selectDatabaseFigures(db)),
  ];
}

function figureFamilies(figures: DatabaseFigures): Family[] {
  return [
    gauge("rollcall_database_connections", "Connections to Rollcall's database, by anyone.", figures.connections),
    gauge("rollcall_database_max_connections", "Connections that the server allows.", figures.maxConnections),
    gauge("rollcall_database_size_bytes", "Size of Rollcall's database.", figures.sizeBytes),
    gauge("rollcall_rollup_deltas", "Deltas that the fold has yet to carry.", figures.deltas),
    {
      ...{ name: "rollcall_incidents_firing", type: "gauge" },
      help: "Incidents that fire now, by severity.",
      samples: figures.incidents.map(({ severity, n }) => ({ labels: { severity }, value: n })),
    },
    gauge("rollcall_deliveries_pending", "Notices that wait to be delivered.", figures.deliveries),
  ];
}
