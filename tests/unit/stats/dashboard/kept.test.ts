import { describe, expect, it } from "vitest";
import type { Database } from "@/lib/db/client";
import { Kept } from "@/lib/stats/dashboard/kept";

const db = {} as Database;
const at = (ms: number) => ({ db, now: new Date(ms) });

describe("a kept answer", () => {
  it("is asked for once, however many ask at once", async () => {
    let asked = 0;
    const kept = new Kept(async () => ++asked, 1000, 5000);
    expect(await Promise.all([kept.read(at(0)), kept.read(at(1)), kept.read(at(999))])).toEqual([1, 1, 1]);
    expect(await kept.read(at(1000))).toBe(2);
  });

  it("is kept longer where it cost much, but not for ever", async () => {
    let asked = 0;
    const slow = new Kept(() => new Promise<number>((done) => setTimeout(() => done(++asked), 60)), 1000, 5000);
    await slow.read(at(0));
    expect(await slow.read(at(2500))).toBe(1);
    expect(await slow.read(at(5000))).toBe(2);
  });

  it("is not kept after a failure, nor for another key or database", async () => {
    let asked = 0;
    const kept = new Kept(
      async () => {
        asked += 1;
        if (asked === 1) throw new Error("away");
        return asked;
      },
      1000,
      5000,
      (now) => Math.floor(now.getTime() / 500),
    );
    await expect(kept.read(at(0))).rejects.toThrow("away");
    expect(await kept.read(at(1))).toBe(2);
    expect(await kept.read(at(499))).toBe(2);
    expect(await kept.read(at(500))).toBe(3);
    expect(await kept.read({ db: {} as Database, now: new Date(500) })).toBe(4);
  });
});
