import { describe, expect, it } from "vitest";
import type { Database } from "@/lib/db/client";
import { Kept } from "@/lib/stats/kept";

/** Answers are kept by database, which is not asked here. */
const database = () => ({}) as Database;
const at = (db: Database, ms: number) => ({ db, now: new Date(ms) });

/** A question that answers how often it was asked. */
function question(costMs = 0) {
  const asked = { times: 0, ask: async () => 0 };
  asked.ask = async () => {
    asked.times += 1;
    const answer = asked.times;
    if (costMs > 0) await new Promise((done) => setTimeout(done, costMs));
    return answer;
  };
  return asked;
}

describe("a kept answer", () => {
  it("is asked for once, however many ask at once, and for each key and database by itself", async () => {
    const [kept, db, { ask }] = [new Kept<number>({ least: 1000, most: 1000 }), database(), question()];
    const all = await Promise.all(["a", "a", "b"].map((key) => kept.read(at(db, 0), key, ask)));
    expect(all).toEqual([1, 1, 2]);
    expect(await kept.read(at(db, 999), "a", ask)).toBe(1);
    expect(await kept.read(at(db, 1000), "a", ask)).toBe(3);
    expect(await kept.read(at(database(), 0), "a", ask)).toBe(4);
  });

  it("is kept longer where it cost much, but not for ever", async () => {
    const [kept, db, { ask }] = [new Kept<number>({ least: 1000, most: 5000 }), database(), question(60)];
    await kept.read(at(db, 0), "", ask);
    expect(await kept.read(at(db, 2500), "", ask)).toBe(1);
    expect(await kept.read(at(db, 10_000), "", ask)).toBe(2);
  });

  it("that is no longer fresh is told while the next is read, unless it is too old", async () => {
    const kept = new Kept<number>({ least: 1000, most: 1000, oldest: 60_000 });
    const [db, { ask }] = [database(), question()];
    await kept.read(at(db, 0), "", ask);
    expect(await kept.read(at(db, 30_000), "", ask)).toBe(1);
    await expect.poll(() => kept.read(at(db, 30_000), "", ask)).toBe(2);
    expect(await kept.read(at(db, 90_001), "", ask)).toBe(3);
  });

  it("is none where it was cheap and only dear ones are kept", async () => {
    const [kept, db, { ask }] = [new Kept<number>({ least: 9000, most: 9000, dear: 1000 }), database(), question()];
    expect([await kept.read(at(db, 0), "", ask), await kept.read(at(db, 0), "", ask)]).toEqual([1, 2]);
  });

  it("is not a failure, which only those are told who wait for it", async () => {
    const [kept, db] = [new Kept<number>({ least: 1000, most: 1000 }), database()];
    const failing = () => Promise.reject(new Error("away"));
    await expect(kept.read(at(db, 0), "", failing)).rejects.toThrow("away");
    expect(await kept.read(at(db, 0), "", async () => 7)).toBe(7);
  });
});
