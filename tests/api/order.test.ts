import { afterEach, expect, it } from "vitest";
import { databaseOf } from "../support/database-of";
import { postEvents } from "../support/http";
import { jobHistory, wire } from "../support/job-history";
import { referenceRuns, referenceTotals } from "../support/job-reference";
import { storedRuns, storedTotals } from "../support/job-store";
import { seededRandom } from "../support/random";
import { startServer, type TestServer } from "../support/server";

const BOTS = 4;
const JOBS = 240;
const WRITERS = 6;
const HOURS_BACK = 5;

let server: TestServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

it.each([1, 2, 3, Date.now() % 1_000_000])(
  "job histories add up the same in whatever order, batches and repetitions they come (seed %i)",
  async (seed) => {
    server = await startServer();
    const { url } = server;
    const random = seededRandom(seed);
    const origin = Date.now() - HOURS_BACK * 3_600_000;
    const events = Array.from({ length: JOBS }, (_, n) =>
      jobHistory(random, `bot-${n % BOTS}`, `job-${n}`, origin),
    ).flat();
    const repeated = events.filter(() => random.chance(0.3));
    const waiting = random.shuffled([...events, ...repeated]);
    const sent = waiting.length;

    let accepted = 0;
    let duplicates = 0;
    const write = async () => {
      while (waiting.length > 0) {
        const { status, body } = await postEvents(url, waiting.splice(0, random.whole(1, 60)).map(wire));
        expect(status).toBe(200);
        accepted += body.accepted;
        duplicates += body.duplicates;
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, write));

    expect([accepted, duplicates]).toEqual([events.length, sent - events.length]);
    const query = databaseOf(server);
    const runs = referenceRuns(events);
    expect(Object.fromEntries(await storedRuns(query))).toEqual(Object.fromEntries(runs));
    expect(await storedTotals(query)).toEqual(referenceTotals(runs));
  },
);

it("keeps the duration that a bot told, though the same request would have reckoned it alike", async () => {
  server = await startServer();
  const about = { job_id: "begun-again", job_type: "render" };
  const at = (seconds: number) => new Date(Date.now() - 3_600_000 + seconds * 1000).toISOString();
  const event = (type: string, seconds: number, data: object) => ({
    ...{ id: `${type}-${seconds}`, type, bot_id: "press", time: at(seconds), data: { ...about, ...data } },
  });
  await postEvents(server.url, [event("job.started", 0, {})]);
  await postEvents(server.url, [
    event("job.started", 600, {}),
    event("job.finished", 605, { status: "succeeded", duration_ms: 5000 }),
  ]);
  expect(await countedByType(server)).toEqual([{ label: "render", n: 1, measured: 1, sum: 5000 }]);
});

it("counts one run under one type, though its type becomes known after its end", async () => {
  server = await startServer();
  const finished = new Date();
  const event = (type: string, time: Date, data: object) => ({
    ...{ id: type, type, bot_id: "press", time: time.toISOString(), data: { job_id: "late", ...data } },
  });
  await postEvents(server.url, [event("job.finished", finished, { status: "succeeded" })]);
  const started = new Date(finished.getTime() - 4000);
  await postEvents(server.url, [event("job.started", started, { job_type: "render" })]);
  expect(await countedByType(server)).toEqual([{ label: "", n: 1, measured: 1, sum: 4000 }]);
});

it("takes what came last for what is so now, whatever its id, where a bot tells no times", async () => {
  server = await startServer();
  const event = (id: string, type: string, data: object) => ({ id, type, bot_id: "hasty", data });
  await postEvents(server.url, [
    event("z1", "heartbeat", { status: "busy", current_job_id: "gone" }),
    event("a1", "heartbeat", { status: "idle" }),
    event("z2", "queue.sampled", { queue: "mail", pending: 10 }),
    event("a2", "queue.sampled", { queue: "mail", pending: 0 }),
    event("z3", "dependency.checked", { component: "cache", status: "down" }),
    event("a3", "dependency.checked", { component: "cache", status: "up" }),
  ]);
  expect(await stateNow(server, "hasty")).toEqual({ reported: "idle", job: null, pending: 0, cache: "up" });
});

it("takes what a bot says for newer than what it said while its clock was ahead", async () => {
  server = await startServer();
  const report = (hoursAhead: number, status: string, pending: number, cache: string) => {
    const time = new Date(Date.now() + hoursAhead * 3_600_000).toISOString();
    const event = (type: string, data: object) => ({ type, bot_id: "ahead", time, data });
    return postEvents((server as TestServer).url, [
      event("heartbeat", { status, ...(status === "busy" && { current_job_id: "gone" }) }),
      event("queue.sampled", { queue: "mail", pending }),
      event("dependency.checked", { component: "cache", status: cache }),
    ]);
  };
  await report(22, "busy", 500, "down");
  await report(0, "idle", 0, "up");
  expect(await stateNow(server, "ahead")).toEqual({ reported: "idle", job: null, pending: 0, cache: "up" });
});

async function stateNow(of: TestServer, bot: string) {
  const [state] = await databaseOf(of)(
    `select b.reported_status as reported, b.current_job_id as job, q.pending, d.status as cache
    from bots as b join queues as q on q.bot_id = b.id join dependencies as d on d.bot_id = b.id where b.id = $1`,
    [bot],
  );
  return state;
}

function countedByType(of: TestServer) {
  return databaseOf(of)(
    `select label, sum(n)::integer as n, sum(measured)::integer as measured, sum(sum) as sum
    from rollup_hour_live where series = 'job' group by 1 order by 1`,
  );
}
