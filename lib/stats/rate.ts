/**
 * Succeeded of succeeded and failed, in per cent with one decimal; null where both are 0.
 *
 *     successRate(140, 16) 89.7
 *     successRate(0, 0)    null
 */
export function successRate(succeeded: number, failed: number): number | null {
  const judged = succeeded + failed;
  return judged === 0 ? null : Math.round((succeeded * 1000) / judged) / 10;
}

/**
 * What is left of 100 per cent, so that both always add up.
 *
 *     errorRate(89.7) 10.3
 */
export function errorRate(rate: number | null): number | null {
  return rate === null ? null : Math.round((100 - rate) * 10) / 10;
}
