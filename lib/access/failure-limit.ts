/** Counts attempts by name within a window of time; an attempt that succeeds is given back. */
export class FailureLimit {
  private readonly counts = new Map<string, { count: number; since: number }>();

  /**
   * @param windowMs how long after its first attempt a name starts anew
   * @param maxNames names remembered; beyond, the oldest window is forgotten
   */
  constructor(
    private readonly windowMs: number,
    private readonly maxNames = 20_000,
  ) {}

  /**
   * Counts an attempt, before it is made, so that many at once cannot pass.
   * @param now milliseconds of a clock that never goes back
   * @returns 0 when there was one left of `most`, else the whole seconds until there is
   */
  take(name: string, most: number, now: number): number {
    let entry = this.counts.get(name);
    if (!entry || now - entry.since >= this.windowMs) {
      this.counts.delete(name);
      entry = { count: 0, since: now };
      this.counts.set(name, entry);
      if (this.counts.size > this.maxNames) this.counts.delete(this.counts.keys().next().value!);
    }
    if (entry.count >= most) return Math.max(1, Math.ceil((entry.since + this.windowMs - now) / 1000));
    entry.count += 1;
    return 0;
  }

  /** Takes back an attempt. */
  giveBack(name: string): void {
    const entry = this.counts.get(name);
    if (entry && entry.count > 0) entry.count -= 1;
  }
}
