// Adapter: uses node:*.
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { openCluster, runningPostmaster } from "./embedded-cluster";

/**
 * The URL of the embedded PostgreSQL that another Rollcall runs on this data directory; undefined where none runs.
 * Neither claims the directory nor starts anything.
 */
export function attachEmbedded(dataDir: string): string | undefined {
  if (!existsSync(join(dataDir, "postgres", "PG_VERSION"))) return undefined;
  const cluster = openCluster(realpathSync(dataDir));
  const server = runningPostmaster(cluster);
  return server && `postgresql://rollcall:${cluster.password}@127.0.0.1:${server.port}/rollcall`;
}
