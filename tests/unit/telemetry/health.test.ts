import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type DatabaseAnswer, HealthWatch } from "@/lib/telemetry/health";

const LIMIT_MS = 80;
const well: DatabaseAnswer = { latencyMs: 1.23, dependencies: [] };
const late = <T>(ms: number, answer: T) => new Promise<T>((resolve) => setTimeout(() => resolve(answer), ms));
const never = () => new Promise<DatabaseAnswer>(() => {});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What a look finds, with the clock run as long as a look may take. */
async function look(watch: HealthWatch) {
  const looking = watch.look(LIMIT_MS, 2 ** 20);
  await vi.advanceTimersByTimeAsync(LIMIT_MS);
  return looking;
}

describe("a look at health", () => {
  it("is ok when the database answers in time", async () => {
    expect(await look(new HealthWatch(async () => well))).toEqual({
      status: "ok",
      database: { ok: true, latency_ms: 1.2 },
      dependencies: {},
      memory_mb: 1,
    });
  });

  it("is degraded when a dependency is not up", async () => {
    const dependencies = [{ component: "redis", status: "down" as const, receivedAt: new Date(0) }];
    expect(await look(new HealthWatch(async () => ({ latencyMs: 1, dependencies })))).toMatchObject({
      status: "degraded",
      database: { ok: true },
      dependencies: { redis: { status: "down", received_at: "1970-01-01T00:00:00.000Z" } },
    });
  });

  it("is down at once when the database refuses", async () => {
    const watch = new HealthWatch(() => Promise.reject(new Error("refused")));
    const found = await watch.look(LIMIT_MS, null);
    expect(found).toMatchObject({ status: "down", database: { ok: false, latency_ms: null }, memory_mb: null });
  });

  it("is degraded while the first connection is slow, and ok as soon as it stands", async () => {
    const ask = vi.fn().mockImplementationOnce(() => late(300, { ...well, latencyMs: 300 }));
    const watch = new HealthWatch(ask.mockResolvedValue(well));
    expect(await look(watch)).toMatchObject({ status: "degraded", database: { ok: false, latency_ms: null } });
    await vi.advanceTimersByTimeAsync(300);
    expect(await look(watch)).toMatchObject({ status: "ok", database: { ok: true } });
  });

  it("is degraded by a slow database, also for who joins its answer late", async () => {
    const watch = new HealthWatch(() => late(300, { ...well, latencyMs: 300 }));
    await look(watch);
    await vi.advanceTimersByTimeAsync(200);
    expect(await look(watch)).toMatchObject({ status: "degraded", database: { ok: true, latency_ms: 300 } });
  });

  it("is down once the database has been silent for 5 s, with one question under way at a time", async () => {
    const ask = vi.fn(never);
    const watch = new HealthWatch(ask);
    for (let looks = 0; looks < 10; looks++) expect(await look(watch)).toMatchObject({ status: "degraded" });
    expect(ask).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await look(watch)).toMatchObject({ status: "down" });
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("stays down until the database answers again", async () => {
    const ask = vi.fn<() => Promise<DatabaseAnswer>>().mockRejectedValueOnce(new Error("refused"));
    const watch = new HealthWatch(ask.mockImplementationOnce(() => late(200, well)).mockResolvedValue(well));
    expect(await look(watch)).toMatchObject({ status: "down" });
    expect(await look(watch)).toMatchObject({ status: "down" });
    await vi.advanceTimersByTimeAsync(200);
    expect(await look(watch)).toMatchObject({ status: "ok" });
  });
});
