import type { Database } from "../../db/client";

/** An answer is kept for so many times what it cost, so that no question takes more than a fiftieth of the time. */
const TIMES_ITS_COST = 50;

interface Held<T> {
  at: number;
  key: number;
  keepMs: number;
  answer: Promise<T>;
}

/**
 * Keeps the last answer to a question for each database, and shares it among all who ask. A cheap question is asked anew
 * after `leastMs`, a dear one later, but after `mostMs` at the latest.
 */
export class Kept<T> {
  private readonly held = new WeakMap<Database, Held<T>>();

  constructor(
    private readonly ask: (context: { db: Database; now: Date }) => Promise<T>,
    private readonly leastMs: number,
    private readonly mostMs: number,
    /** Answers are kept only among moments of the same key. */
    private readonly keyOf: (now: Date) => number = () => 0,
  ) {}

  /** The answer now, or a kept one. */
  read(context: { db: Database; now: Date }): Promise<T> {
    const at = context.now.getTime();
    const key = this.keyOf(context.now);
    const last = this.held.get(context.db);
    if (last && last.key === key && Math.abs(at - last.at) < last.keepMs) return last.answer;
    const began = performance.now();
    const next: Held<T> = { at, key, keepMs: this.leastMs, answer: this.ask(context) };
    this.held.set(context.db, next);
    next.answer.then(
      () => {
        const costMs = performance.now() - began;
        next.keepMs = Math.max(this.leastMs, Math.min(this.mostMs, costMs * TIMES_ITS_COST));
      },
      // A failure is told to those who wait for it, and kept from those who come later.
      () => this.held.get(context.db) === next && this.held.delete(context.db),
    );
    return next.answer;
  }
}
