/** A bucket of tokens for each caller: one request takes one, `perSecond` come back every second, at most `perSecond` wait. */
export class RateLimit {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  /**
   * @param perSecond requests a second, and the burst
   * @param maxCallers callers remembered; beyond, the one unseen for longest is forgotten, which can only favour it
   */
  constructor(
    private readonly perSecond: number,
    private readonly maxCallers = 10_000,
  ) {}

  /**
   * Takes a token for this caller.
   * @param now milliseconds of a clock that never goes back
   * @returns 0 when there was one, else the whole seconds until there is
   */
  take(caller: string, now: number): number {
    const bucket = this.bucketOf(caller, now);
    bucket.tokens = Math.min(this.perSecond, bucket.tokens + ((now - bucket.at) / 1000) * this.perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / this.perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  private bucketOf(caller: string, now: number): { tokens: number; at: number } {
    const known = this.buckets.get(caller);
    if (known) return known;
    const bucket = { tokens: this.perSecond, at: now };
    this.buckets.set(caller, bucket);
    if (this.buckets.size > this.maxCallers) this.forgetStalest();
    return bucket;
  }

  private forgetStalest(): void {
    let stalest: string | undefined;
    let at = Number.POSITIVE_INFINITY;
    for (const [caller, bucket] of this.buckets) {
      if (bucket.at < at) [stalest, at] = [caller, bucket.at];
    }
    if (stalest !== undefined) this.buckets.delete(stalest);
  }
}
