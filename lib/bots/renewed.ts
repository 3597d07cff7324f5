import type { Database } from "../db/client";

/** An answer is good for so long, and for so many times what it cost, so that a dear one takes 5 % of the time at most. */
const FRESH_MS = 5000;
const TIMES_ITS_COST = 20;
/** Nobody is shown an older answer. */
const OLDEST_MS = 60_000;

interface Held<T> {
  answer: T;
  at: number;
  freshMs: number;
}

/**
 * Keeps the last answer to a question for each database and renews it behind the reader's back: who asks for an answer that is
 * no longer fresh gets it all the same, as long as it is not a minute old, while the next one is read once for all who ask.
 */
export class Renewed<T> {
  private readonly held = new WeakMap<Database, Held<T>>();
  private readonly underWay = new WeakMap<Database, Promise<T>>();

  constructor(private readonly ask: (context: { db: Database; now: Date }) => Promise<T>) {}

  /** An answer of the last minute. @throws what the question throws, where there is no answer yet */
  async read(context: { db: Database; now: Date }): Promise<T> {
    const last = this.held.get(context.db);
    const age = last ? Math.abs(context.now.getTime() - last.at) : Number.POSITIVE_INFINITY;
    if (last && age < last.freshMs) return last.answer;
    const next = this.underWay.get(context.db) ?? this.renew(context);
    if (!last || age > OLDEST_MS) return next;
    // Told to the next who asks, if it lasts.
    next.catch(() => {});
    return last.answer;
  }

  private renew(context: { db: Database; now: Date }): Promise<T> {
    const began = performance.now();
    const next = this.ask(context)
      .then((answer) => {
        const freshMs = Math.max(FRESH_MS, TIMES_ITS_COST * (performance.now() - began));
        this.held.set(context.db, { answer, at: context.now.getTime(), freshMs });
        return answer;
      })
      .finally(() => this.underWay.delete(context.db));
    this.underWay.set(context.db, next);
    return next;
  }
}
