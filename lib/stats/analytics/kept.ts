import type { Database } from "../../db/client";

/** What costs less is asked anew each time. */
const DEAR_MS = 80;
/** A dear answer is good for so many times what it cost. */
const TIMES_ITS_COST = 20;
/** Nobody is told an older answer. */
const OLDEST_MS = 120_000;
/** So many dear answers are kept for a database; the oldest goes first. */
const MOST_KEPT = 50;

interface Held<T> {
  answer: T;
  at: number;
  freshMs: number;
}

/**
 * Answers to questions by their key. Cheap ones are asked anew. Of a dear one the last answer is kept and renewed behind the
 * reader's back: who asks for one that is no longer fresh gets it all the same, as long as it is not two minutes old, while
 * the next is read once for all who ask.
 */
export class DearAnswers<T> {
  private readonly held = new WeakMap<Database, Map<string, Held<T>>>();
  private readonly underWay = new WeakMap<Database, Map<string, Promise<T>>>();

  /** An answer of the last two minutes, read by `ask` where there is none. @throws what `ask` throws then */
  async read({ db, now }: { db: Database; now: Date }, key: string, ask: () => Promise<T>): Promise<T> {
    const last = this.held.get(db)?.get(key);
    const age = last ? Math.abs(now.getTime() - last.at) : Number.POSITIVE_INFINITY;
    if (last && age < last.freshMs) return last.answer;
    const next = this.underWay.get(db)?.get(key) ?? this.renew({ db, now }, key, ask);
    if (!last || age > OLDEST_MS) return next;
    // Told to the next who asks, if it lasts.
    next.catch(() => {});
    return last.answer;
  }

  private renew({ db, now }: { db: Database; now: Date }, key: string, ask: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const underWay = mapOf(this.underWay, db);
    const next = ask()
      .then((answer) => {
        const costMs = performance.now() - began;
        const held = mapOf(this.held, db);
        held.delete(key);
        if (costMs >= DEAR_MS) held.set(key, { answer, at: now.getTime(), freshMs: TIMES_ITS_COST * costMs });
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
