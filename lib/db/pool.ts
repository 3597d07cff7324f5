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
