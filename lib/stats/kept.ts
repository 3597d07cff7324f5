import type { Database } from "../db/client";

/** No question takes more than one in so many parts of the time. */
const TIMES_ITS_COST = 50;
/** So many answers are kept for a database; the oldest goes first. */
const MOST_KEPT = 50;

/** For how long an answer is good, in ms. */
export interface Keeping {
  /** A cheap answer is asked anew after so long. */
  least: number;
  /** A dear one later, but after so long. */
  most: number;
  /** Who asks later than that gets it all the same up to this age, while the next is read behind their back; left out, they wait. */
  oldest?: number;
  /** An answer that cost less is not kept at all. */
  dear?: number;
}

interface Context {
  db: Database;
  now: Date;
}

interface Held<T> {
  at: number;
  answer: T;
  freshMs: number;
}

/** Keeps answers by database and key; all who ask while one is being read share it. A failure is told to those alone, and not kept. */
export class Kept<T> {
  private readonly held = new WeakMap<Database, Map<string, Held<T>>>();
  private readonly underWay = new WeakMap<Database, Map<string, Promise<T>>>();

  constructor(private readonly keeping: Keeping) {}

  /** A kept answer, or what `ask` reads now. @throws what `ask` throws, where no answer is kept */
  async read({ db, now }: Context, key: string, ask: () => Promise<T>): Promise<T> {
    const last = this.held.get(db)?.get(key);
    const age = last ? Math.abs(now.getTime() - last.at) : Number.POSITIVE_INFINITY;
    if (last && age < last.freshMs) return last.answer;
    const next = this.underWay.get(db)?.get(key) ?? this.renew({ db, now }, key, ask);
    if (!last || age > (this.keeping.oldest ?? 0)) return next;
    // Told to the next who asks, if it lasts.
    next.catch(() => {});
    return last.answer;
  }

  private renew({ db, now }: Context, key: string, ask: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const { least, most, dear = 0 } = this.keeping;
    const underWay = mapOf(this.underWay, db);
    const next = ask()
      .then((answer) => {
        const costMs = performance.now() - began;
        const freshMs = Math.max(least, Math.min(most, costMs * TIMES_ITS_COST));
        const held = mapOf(this.held, db);
        held.delete(key);
        if (costMs >= dear) held.set(key, { answer, at: now.getTime(), freshMs });
        if (held.size > MOST_KEPT) held.delete(held.keys().next().value!);
        return answer;
      })
      .finally(() => underWay.delete(key));
    underWay.set(key, next);
    return next;
  }
}

function mapOf<Value>(maps: WeakMap<Database, Map<string, Value>>, db: Database): Map<string, Value> {
  const map = maps.get(db) ?? new Map<string, Value>();
  maps.set(db, map);
  return map;
}
