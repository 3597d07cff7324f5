import { execFileSync } from "node:child_process";
import { build } from "esbuild";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ClientOptions, createClient } from "@/lib/client/client";
import { type Receiver, startReceiver, until } from "./receiver";

let receiver: Receiver;
const make = (options: Partial<ClientOptions> = {}) =>
  createClient({ url: receiver.url, key: "k", botId: "bot-1", flushMs: 5, ...options });

beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

describe("heartbeats", () => {
  it("come at once and at the interval, with who the bot is and what it uses", async () => {
    const client = make({ heartbeatMs: 60, kind: "worker", name: "One", tags: ["a"], version: "1.2.3", host: "h" });
    await until(() => receiver.ofType("heartbeat").length >= 4, "four heartbeats are in");
    const [first, second] = receiver.ofType("heartbeat");
    expect(first?.data).toMatchObject({ status: "idle", kind: "worker", name: "One", tags: ["a"], version: "1.2.3" });
    expect(second?.data.memory_bytes).toBeGreaterThan(1_000_000);
    expect(second?.data.cpu_percent).toBeGreaterThanOrEqual(0);
    await client.close();
  });

  it("tell of the job that runs", async () => {
    const client = make({ heartbeatMs: 30 });
    let finish = () => {};
    const job = client.job("sleep", () => new Promise<void>((resolve) => (finish = resolve)), { jobId: "j1" });
    await until(() => receiver.ofType("heartbeat").at(-1)?.data.current_job_id === "j1", "the job is told");
    expect(receiver.ofType("heartbeat").at(-1)?.data.status).toBe("busy");
    finish();
    await job;
    await until(() => receiver.ofType("heartbeat").at(-1)?.data.status === "idle", "the bot is idle again");
    await client.close();
  });
});

describe("messages and requests", () => {
  it("are measured, with failures told and passed on", async () => {
    const client = make({ heartbeatMs: 0 });
    const pause = () => new Promise((resolve) => setTimeout(resolve, 30));
    expect(await client.message({ user_id: "u", text: "2+2" }, () => pause().then(() => "4"))).toBe("4");
    await expect(client.message({ user_id: "u" }, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await client.request({ method: "GET", route: "/a/:id" }, (span) => {
      span.statusCode = 404;
      span.cache = "miss";
    });
    await client.request({ method: "GET", route: "/r" }, () => new Response(null, { status: 204 }));
    await expect(
      client.request({ method: "POST", route: "/b" }, () => {
        throw new Error("bad");
      }),
    ).rejects.toThrow("bad");
    client.error(new TypeError("odd"), "j9");
    await client.close();
    const [good, bad] = receiver.ofType("message.processed");
    expect(good?.data).toMatchObject({ user_id: "u", text: "2+2" });
    expect(good?.data.response_time_ms).toBeGreaterThan(25);
    expect(good?.data).not.toHaveProperty("failed");
    expect(bad?.data.failed).toBe(true);
    const requests = receiver.ofType("request.handled").map(({ data }) => [data.route, data.status_code, data.cache]);
    expect(requests).toEqual([
      ["/a/:id", 404, "miss"],
      ["/r", 204, undefined],
      ["/b", 500, undefined],
    ]);
    expect(receiver.ofType("error.occurred")[0]?.data).toMatchObject({
      type: "TypeError",
      message: "odd",
      job_id: "j9",
    });
  });
});

describe("shutdown", () => {
  it("sends all that waits and a draining heartbeat, once however often it is asked", async () => {
    const client = make({ flushMs: 60_000 });
    for (let count = 0; count < 1234; count++) client.report({ type: "error.occurred", data: { message: `${count}` } });
    const [stats, again] = await Promise.all([client.close(), client.close()]);
    expect(again).toBe(stats);
    expect(stats.waiting).toBe(0);
    expect(receiver.ofType("error.occurred")).toHaveLength(1234);
    expect(receiver.ofType("heartbeat").at(-1)?.data.status).toBe("draining");
  });

  it("lets a job end that can, cancels one that cannot, and takes no new one", async () => {
    const client = make();
    const quick = client.job("quick", () => new Promise((resolve) => setTimeout(resolve, 100)), { jobId: "quick" });
    const endless = client.job("endless", () => new Promise(() => {}), { jobId: "endless" });
    const outcome = expect(endless).rejects.toThrow("shutting down");
    const closing = client.close({ timeoutMs: 4000 });
    await expect(client.job("late", () => 1)).rejects.toThrow("draining");
    await Promise.all([quick, outcome, closing]);
    const ends = receiver.ofType("job.finished").map(({ data }) => [data.job_id, data.status]);
    expect(ends).toEqual([
      ["quick", "succeeded"],
      ["endless", "cancelled"],
    ]);
  });

  it("keeps to its time when the server is gone, and says what is lost", async () => {
    const client = make({ heartbeatMs: 0 });
    await receiver.close();
    client.report({ type: "error.occurred", data: { message: "lost" } });
    const before = performance.now();
    const stats = await client.close({ timeoutMs: 400 });
    expect(performance.now() - before).toBeLessThan(5000);
    expect(stats.waiting).toBe(1);
    client.report({ type: "error.occurred", data: { message: "too late" } });
    expect(client.stats().dropped).toBe(1);
    receiver = await startReceiver();
  });

  it("leaves time for another try when a request hangs", async () => {
    receiver.answer = (_, index) => (index === 0 ? { status: 200, silent: true } : undefined);
    const client = make({ heartbeatMs: 0 });
    client.report({ type: "error.occurred", data: { message: "m" } });
    await until(() => receiver.requests.length === 1, "a request is under way");
    expect(await client.close({ timeoutMs: 5000 })).toMatchObject({ accepted: 1, waiting: 0, requests: 2 });
  });
});

describe.each([
  ["node", [process.execPath, "--input-type=module", "-e"]],
  ["deno", ["node_modules/.bin/deno", "eval"]],
] as const)("a process on %s", (_name, [program, ...args]) => {
  const run = (script: string) =>
    execFileSync(program, [...args, `${bundle}\n${script}`], { encoding: "utf8", timeout: 8000 });
  let bundle: string;

  beforeAll(async () => {
    const built = await build({ entryPoints: ["lib/client/client.ts"], bundle: true, format: "esm", write: false });
    bundle = `${built.outputFiles[0]?.text}
      const client = createClient({ url: "http://127.0.0.1:9", key: "k", botId: "b", heartbeatMs: 0 });`;
  });

  it("is not kept alive by a client that nobody closes", () => {
    expect(run('client.report({ type: "error.occurred", data: { message: "m" } }); console.log("end");')).toBe("end\n");
  });

  it("lives on between the attempts of a job", () => {
    const script = `
      const fail = ({ attempt }) => { console.log(attempt); throw new Error("no"); };
      await client.job("flaky", fail, { attempts: 3, backoff: { baseMs: 400, capMs: 400 } }).catch(() => {});
      console.log("end");`;
    expect(run(script)).toBe("1\n2\n3\nend\n");
  });

  it("lives on until a job's timeout", () => {
    const script = `
      await client.job("deaf", () => new Promise(() => {}), { timeoutMs: 600 }).catch((error) => console.log(error.name));`;
    expect(run(script)).toBe("TimeoutError\n");
  });
});
