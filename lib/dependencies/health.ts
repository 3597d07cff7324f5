import { groupBy } from "../bots/group";
import { toInstant } from "../stats/instant";
import { DEPENDENCY_STATUSES, type Dependency, type DependencyStatus } from "./dependency";
import type { DependencyCheck } from "./store";

/** A check older than this says nothing of now. */
const FRESH_MS = 3_600_000;
const MAX_CHECKS = 20;

/** How often a component was checked in 24 hours, and what was found. */
export interface CheckCounts {
  checks: number;
  down: number;
  degraded: number;
}

/**
 * Each component as the bots see it, the worst first, then by name. The worst that a bot says counts: one that cannot reach
 * what others can has a fault too.
 * @param checks the latest of each bot and component
 */
export function dependenciesOf(
  checks: readonly DependencyCheck[],
  counts: ReadonlyMap<string, CheckCounts>,
  now: Date,
): Dependency[] {
  return [...groupBy(checks, ({ component }) => component)]
    .map(([component, own]) => dependencyOf(component, own, counts.get(component), now))
    .sort((a, b) => rank(a.status) - rank(b.status) || (a.component < b.component ? -1 : 1));
}

function dependencyOf(
  component: string,
  checks: readonly DependencyCheck[],
  counts: CheckCounts | undefined,
  now: Date,
): Dependency {
  const seen = checks
    .map((check) => ({ ...check, status: statusOf(check, now) }))
    .sort((a, b) => rank(a.status) - rank(b.status) || b.receivedAt.getTime() - a.receivedAt.getTime());
  const fresh = seen.filter(({ status }) => status !== "unknown");
  const { status } = fresh[0] ?? seen[0]!;
  const those = seen.filter((check) => check.status === status);
  const latencies = (fresh.length > 0 ? fresh : seen).map((check) => check.latencyMs).filter((ms) => ms !== null);
  const { checks: total, down, degraded } = counts ?? { checks: 0, down: 0, degraded: 0 };
  return {
    component,
    status,
    since: toInstant(status === "unknown" ? latest(those, "receivedAt") : earliest(those)),
    checked_at: toInstant(latest(seen, "receivedAt")),
    latency_ms: latencies.length === 0 ? null : Math.round((sum(latencies) / latencies.length) * 10) / 10,
    availability_24h: total === 0 ? null : Math.floor(((total - down) * 10_000) / total) / 100,
    checks_24h: { total, down, degraded },
    bots: Object.fromEntries(
      DEPENDENCY_STATUSES.map((name) => [name, seen.filter((check) => check.status === name).length]),
    ) as Dependency["bots"],
    checks: seen.slice(0, MAX_CHECKS).map((check) => ({
      bot_id: check.botId,
      status: check.status,
      latency_ms: check.latencyMs,
      detail: check.detail,
      checked_at: toInstant(check.checkedAt),
      changed_at: toInstant(check.changedAt),
    })),
  };
}

/**
 * What a check says of now.
 *
 *     statusOf({ status: "up", receivedAt: 5 minutes ago }, now) "up"
 *     statusOf({ status: "up", receivedAt: 2 hours ago }, now)   "unknown"
 */
export function statusOf(
  { status, receivedAt }: Pick<DependencyCheck, "status" | "receivedAt">,
  now: Date,
): DependencyStatus {
  if (now.getTime() - receivedAt.getTime() > FRESH_MS) return "unknown";
  return status === "up" || status === "degraded" ? status : "down";
}

const rank = (status: DependencyStatus) => DEPENDENCY_STATUSES.indexOf(status);
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const latest = (checks: readonly DependencyCheck[], name: "receivedAt") =>
  new Date(Math.max(...checks.map((check) => check[name].getTime())));
const earliest = (checks: readonly DependencyCheck[]) =>
  new Date(Math.min(...checks.map(({ changedAt }) => changedAt.getTime())));
