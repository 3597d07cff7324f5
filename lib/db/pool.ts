/**
 * Connections of their own for the statements that are sent for every commit: no page's slow question keeps them waiting, and
 * the servers behind them keep what they need at hand.
 */
const SEND_CONNECTIONS = 3;
/** A transaction may ask beside itself. */
const LEAST_CONNECTIONS = 2;
/** For upkeep, beside what answers requests: one beside another, and a migration needs two. */
const UPKEEP_CONNECTIONS = 2;
/** The session that listens. */
const LISTEN_CONNECTIONS = 1;

/** How the connections of a process are shared out. */
export interface Pools<P> {
  /** What requests ask. */
  general: P;
  /** What is sent for every commit. */
  sending: P;
  /** For work that may take minutes. */
  upkeep: P;
  /** How many connections `sending` has. */
  sends: number;
}

/**
 * Opens the pools of a process.
 * @param max connections that answer requests, 3 or more
 * @param open makes a pool of so many connections for that use
 */
export function openPools<P>(max: number, open: (max: number, use: keyof Omit<Pools<P>, "sends">) => P): Pools<P> {
  const sends = Math.min(SEND_CONNECTIONS, max - LEAST_CONNECTIONS);
  return {
    general: open(max - sends, "general"),
    sending: open(sends, "sending"),
    upkeep: open(UPKEEP_CONNECTIONS, "upkeep"),
    sends,
  };
}

/** Most connections that a process holds whose `DATABASE_POOL_MAX` is `max`. */
export const mostConnections = (max: number): number => max + UPKEEP_CONNECTIONS + LISTEN_CONNECTIONS;

/** What the pools of a process hold. */
export interface PoolCounts {
  total: number;
  idle: number;
  waiting: number;
}

interface Pool {
  totalCount: number;
  idleCount: number;
  waitingCount: number;
}

/** The counts as both drivers' pools tell them, added up. */
export function poolCounts(pools: readonly Pool[]): PoolCounts {
  const sum = (count: (pool: Pool) => number) => pools.reduce((total, pool) => total + count(pool), 0);
  return {
    total: sum(({ totalCount }) => totalCount),
    idle: sum(({ idleCount }) => idleCount),
    waiting: sum(({ waitingCount }) => waitingCount),
  };
}
