/** What a pool holds. */
export interface PoolCounts {
  total: number;
  idle: number;
  waiting: number;
}

/** The counts as both drivers' pools tell them. */
export function poolCounts(pool: { totalCount: number; idleCount: number; waitingCount: number }): PoolCounts {
  return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
}
