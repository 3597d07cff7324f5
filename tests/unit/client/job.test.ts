import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Client, createClient } from "@/lib/client/client";
import { type Receiver, startReceiver } from "./receiver";

let receiver: Receiver;
let client: Client;

beforeEach(async () => {
  receiver = await startReceiver();
  client = createClient({ url: receiver.url, key: "k", botId: "b", heartbeatMs: 0, flushMs: 5 });
});
afterEach(() => receiver.close());

/** What the receiver kept, without the client's own bookkeeping, in the order of reporting. */
async function life(): Promise<{ type: string; time: string; data: Record<string, unknown> }[]> {
  await client.close();
  return [...receiver.kept.values()];
}

it("reports a job's life and returns what it returned", async () => {
  const queuedAt = new Date(Date.now() - 5000);
  const result = await client.job(
    "hash",
    async ({ progress, cost, attempt }) => {
      progress(50, "half");
      cost({ cost_usd: 0.25 });
      cost({ cpu_ms: 3 });
      await new Promise((resolve) => setTimeout(resolve, 40));
      return attempt;
    },
    { queue: "files", jobId: "j1", customerId: "c1", queuedAt },
  );
  expect(result).toBe(1);
  const events = await life();
  expect(events.map(({ type }) => type)).toEqual(["job.queued", "job.started", "job.progress", "job.finished"]);
  const [queued, started, progress, finished] = events;
  expect(queued?.time).toBe(queuedAt.toISOString());
  expect(started?.data).toEqual({ job_id: "j1", job_type: "hash", queue: "files", customer_id: "c1", attempt: 1 });
  expect(progress?.data).toEqual({ job_id: "j1", percent: 50, note: "half" });
  expect(finished?.data).toMatchObject({ status: "succeeded", attempt: 1, cost_usd: 0.25, cpu_ms: 3, queue: "files" });
  expect(finished?.data.duration_ms).toBeGreaterThan(35);
});

it("reports each attempt, with the error of those that failed", async () => {
  const run = ({ attempt }: { attempt: number }) => {
    if (attempt < 3) throw new RangeError(`attempt ${attempt}`);
    return "done";
  };
  expect(await client.job("flaky", run, { attempts: 5, backoff: { baseMs: 5, capMs: 5 } })).toBe("done");
  const ends = (await life()).filter(({ type }) => type === "job.finished").map(({ data }) => data);
  expect(ends.map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, "failed"],
    [2, "failed"],
    [3, "succeeded"],
  ]);
  expect(ends[0]?.error).toMatchObject({ type: "RangeError", message: "attempt 1" });
  expect(ends[0]?.error).toHaveProperty("stack", expect.stringContaining("job.test.ts"));
});

it("marks only the last failure as dead-lettered", async () => {
  const fail = () => Promise.reject(Object.assign(new Error("gone"), { code: "ENOENT" }));
  const options = { attempts: 2, backoff: { baseMs: 1, capMs: 1 }, deadLetter: true, queuedAt: false } as const;
  await expect(client.job("doomed", fail, options)).rejects.toThrow("gone");
  const events = await life();
  expect(events.map(({ type }) => type)).not.toContain("job.queued");
  const ends = events.filter(({ type }) => type === "job.finished").map(({ data }) => data);
  expect(ends.map(({ dead_lettered }) => dead_lettered)).toEqual([undefined, true]);
  expect(ends[1]?.error).toMatchObject({ type: "ENOENT" });
});

it("does not try again what cannot get better", async () => {
  const options = { attempts: 5, retryable: (error: unknown) => !(error instanceof SyntaxError) };
  const fail = () => {
    throw new SyntaxError("never");
  };
  await expect(client.job("parse", fail, options)).rejects.toThrow("never");
  expect((await life()).filter(({ type }) => type === "job.started")).toHaveLength(1);
});

it("ends with the job's own error when the bot's judgement of it throws", async () => {
  const told = vi.spyOn(console, "error").mockImplementation(() => {});
  const retryable = () => {
    throw new TypeError("judging");
  };
  const fail = () => Promise.reject(new Error("the job's"));
  const job = client.job("misjudged", fail, { attempts: 3, deadLetter: true, retryable });
  await expect(job).rejects.toThrow("the job's");
  expect(told).toHaveBeenCalledOnce();
  told.mockRestore();
  const ends = (await life()).filter(({ type }) => type === "job.finished").map(({ data }) => data);
  expect(ends).toMatchObject([{ status: "failed", dead_lettered: true, error: { message: "the job's" } }]);
});

it("fails at its timeout even if the function does not listen, and ignores what it says later", async () => {
  let late = () => {};
  const deaf = client.job(
    "deaf",
    ({ progress }) =>
      new Promise((resolve) => {
        late = () => {
          progress(100);
          resolve("late");
        };
      }),
    { timeoutMs: 50 },
  );
  await expect(deaf).rejects.toThrow("longer than 50 ms");
  late();
  const events = await life();
  expect(events.map(({ type }) => type)).toEqual(["job.queued", "job.started", "job.finished"]);
  expect(events[2]?.data).toMatchObject({ status: "failed", error: { type: "TimeoutError" } });
});

it("is cancelled by its caller's signal, and not tried again", async () => {
  const stop = new AbortController();
  const job = client.job(
    "long",
    ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    { signal: stop.signal, attempts: 3 },
  );
  setTimeout(() => stop.abort(new Error("never mind")), 20);
  await expect(job).rejects.toThrow("never mind");
  const ends = (await life()).filter(({ type }) => type === "job.finished");
  expect(ends.map(({ data }) => data.status)).toEqual(["cancelled"]);
});

it("runs fifty jobs at once without a warning of leaking listeners, and ends all of them at close", async () => {
  const warnings: string[] = [];
  const listen = (warning: Error) => warnings.push(warning.message);
  process.on("warning", listen);
  const jobs = Array.from({ length: 50 }, () => client.job("endless", () => new Promise(() => {})));
  const ends = Promise.allSettled(jobs);
  await client.close({ timeoutMs: 4000 });
  expect((await ends).every(({ status }) => status === "rejected")).toBe(true);
  process.off("warning", listen);
  expect(warnings).toEqual([]);
  expect(receiver.ofType("job.finished").map(({ data }) => data.status)).toEqual(Array(50).fill("cancelled"));
});
