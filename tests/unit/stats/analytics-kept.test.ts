import { describe, expect, test } from "vitest";
import type { Database } from "@/lib/db/client";
import { DearAnswers } from "@/lib/stats/analytics/kept";

const DEAR_MS = 100;
const start = Date.parse("2026-11-22T12:00:00Z");
/** Answers are kept by database, which is not asked here. */
const database = () => ({}) as Database;
const at = (db: Database, seconds: number) => ({ db, now: new Date(start + seconds * 1000) });

/** A question that counts how often it is asked. */
function question(costMs: number) {
  const asked = { times: 0, ask: async () => asked.times };
  asked.ask = async () => {
    asked.times += 1;
    const answer = asked.times;
    await new Promise((done) => setTimeout(done, costMs));
    return answer;
  };
  return asked;
}

describe("an answer", () => {
  test("that is cheap is asked anew", async () => {
    const [answers, db, cheap] = [new DearAnswers<number>(), database(), question(0)];
    expect(await answers.read(at(db, 0), "key", cheap.ask)).toBe(1);
    expect(await answers.read(at(db, 0), "key", cheap.ask)).toBe(2);
  });

  test("that is dear is kept while fresh, then renewed behind the reader's back", async () => {
    const [answers, db, dear] = [new DearAnswers<number>(), database(), question(DEAR_MS)];
    expect(await answers.read(at(db, 0), "key", dear.ask)).toBe(1);
    expect(await answers.read(at(db, 1), "key", dear.ask)).toBe(1);
    expect(dear.times).toBe(1);
    expect(await answers.read(at(db, 60), "key", dear.ask)).toBe(1);
    await expect.poll(() => answers.read(at(db, 60), "key", dear.ask)).toBe(2);
  });

  test("that is older than two minutes is told to nobody", async () => {
    const [answers, db, dear] = [new DearAnswers<number>(), database(), question(DEAR_MS)];
    await answers.read(at(db, 0), "key", dear.ask);
    expect(await answers.read(at(db, 121), "key", dear.ask)).toBe(2);
  });

  test("is read once for all who ask at once, and for each key and database by itself", async () => {
    const [answers, db, dear] = [new DearAnswers<number>(), database(), question(DEAR_MS)];
    const all = await Promise.all(["a", "a", "b"].map((key) => answers.read(at(db, 0), key, dear.ask)));
    expect(all).toEqual([1, 1, 2]);
    expect(await answers.read(at(database(), 0), "a", dear.ask)).toBe(3);
  });

  test("that failed is told to those who wait for it, and not kept", async () => {
    const [answers, db] = [new DearAnswers<number>(), database()];
    const failing = () => Promise.reject(new Error("no database"));
    await expect(answers.read(at(db, 0), "key", failing)).rejects.toThrow("no database");
    expect(await answers.read(at(db, 0), "key", async () => 7)).toBe(7);
  });
});
