import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotDetail, type BotPage, type BotSummary, botDetailAnswer, botListAnswer } from "@/lib/bots/bot";
import { type JobDetail, type JobPage, jobDetailAnswer, jobListAnswer } from "@/lib/jobs/job";
import { databaseOf } from "../support/database-of";
import { call, postEvents, send } from "../support/http";
import { fromPage, makeOperator } from "../support/operators";
import { startServer, type TestServer } from "../support/server";
import { eventually } from "../support/wait";

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

/** A name that no other test has; all bots of a test share it as a tag. */
const newTag = () => `t${randomUUID().slice(0, 8)}`;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

async function report(...events: object[]): Promise<void> {
  const { status, body } = await postEvents(server.url, events);
  expect([status, body]).toMatchObject([200, { dropped: 0, accepted: events.length }]);
}

const heartbeat = (bot_id: string, data: object = {}) => ({
  type: "heartbeat",
  bot_id,
  data: { status: "idle", ...data },
});
const job = (type: string, bot_id: string, job_id: string, data: object = {}, time?: string) => ({
  ...{ type: `job.${type}`, bot_id, data: { job_id, ...data } },
  ...(time && { time }),
});

async function list(query: string): Promise<BotPage> {
  const { status, body } = await call(`${server.url}/api/bots?${query}`);
  expect(status).toBe(200);
  return botListAnswer.parse(body);
}

async function detail(bot: string): Promise<BotDetail> {
  const { status, body } = await call(`${server.url}/api/bots/${bot}`);
  expect(status).toBe(200);
  return botDetailAnswer.parse(body);
}

const change = (bot: string, body: unknown, key?: string) =>
  send<BotDetail & { errors: { path: string }[] }>(`${server.url}/api/bots/${bot}`, body, {
    method: "PATCH",
    ...(key && { key }),
  });

async function keyOf(scope: string): Promise<string> {
  return (await send<{ key: string }>(`${server.url}/api/keys`, { name: "test", scope })).body.key;
}

const names = (page: BotPage) => page.bots.map(({ name }) => name);

describe("the list", () => {
  it("tells a bot as the contract has it", async () => {
    const tag = newTag();
    const bot = `${tag}-docker`;
    await report(
      heartbeat(bot, {
        status: "busy",
        current_job_id: "abc123",
        cpu_percent: 45,
        memory_bytes: 2_254_857_830,
        kind: "worker",
        tags: [tag],
        host: "h1",
        version: "1.2",
      }),
      job("started", bot, "abc123", { queue: "mail" }, ago(330_000)),
      ...Array.from({ length: 9 }, (_, n) =>
        job("finished", bot, `ok-${n}`, { status: "succeeded", duration_ms: 60_000 }),
      ),
      job("finished", bot, "bad", { status: "failed", duration_ms: 60_000 }),
      { type: "queue.sampled", bot_id: bot, data: { queue: "mail", pending: 45 } },
    );
    const page = await list(`tag=${tag}`);
    expect(page).toMatchObject({ next_cursor: null, matching: 1 });
    const { last_heartbeat_at, processing_duration_seconds, processing_duration_formatted, tracker, ...rest } =
      page.bots[0]!;
    expect(rest).toEqual({
      ...{
        id: bot,
        name: bot,
        kind: "worker",
        status: "busy",
        status_reason: expect.stringMatching(/^At job abc123 for 5m 3\ds\.$/),
      },
      ...{ paused: false, current_job_id: "abc123", success_rate: 90, error_rate: 10, throughput_per_hour: 10 },
      ...{
        p95_duration_ms: 60_000,
        queue_depth: 45,
        resource_utilization: { cpu_percent: 45, memory_bytes: 2_254_857_830 },
      },
      ...{ tags: [tag], host: "h1", version: "1.2" },
    });
    expect(Date.now() - Date.parse(last_heartbeat_at!)).toBeLessThan(30_000);
    expect(processing_duration_seconds).toBeGreaterThanOrEqual(330);
    expect(processing_duration_formatted).toMatch(/^5m 3\ds$/);
    expect(tracker).toHaveLength(24);
    expect(tracker.reduce((sum, hour) => sum + hour.failed, 0)).toBe(1);
  });

  it("is the same at /bots for whoever does not ask for a page", async () => {
    const tag = newTag();
    await report(heartbeat(`${tag}-a`, { tags: [tag] }));
    const { body, headers } = await call<BotPage>(`${server.url}/bots?tag=${tag}`);
    expect(headers.get("content-type")).toContain("application/json");
    expect(names(botListAnswer.parse(body))).toEqual([`${tag}-a`]);
    const html = await call(`${server.url}/bots`, { headers: { accept: "text/html" } });
    expect(html.headers.get("content-type")).toContain("text/html");
  });

  it("finds by text, kind, tag and status, and tells apart no match and no bot", async () => {
    const tag = newTag();
    await report(
      heartbeat(`${tag}-1`, { tags: [tag], kind: "chat", name: `${tag} Mailer` }),
      heartbeat(`${tag}-2`, { tags: [tag, "extra"], kind: "worker", status: "busy" }),
    );
    expect((await list(`tag=${tag}&q=mAILER`)).bots.map(({ id }) => id)).toEqual([`${tag}-1`]);
    expect(names(await list(`tag=${tag}&kind=worker`))).toEqual([`${tag}-2`]);
    expect((await list(`tag=${tag}&status=busy,stuck`)).bots.map(({ id }) => id)).toEqual([`${tag}-2`]);
    const none = await list(`tag=${tag}&status=offline`);
    expect(none).toMatchObject({ bots: [], matching: 0, next_cursor: null });
    expect(none.total).toBeGreaterThanOrEqual(2);
  });

  it("goes through every bot once by pages, whatever the sort", async () => {
    const tag = newTag();
    const bots = Array.from({ length: 23 }, (_, n) => `${tag}-${n}`);
    await report(
      ...bots.map((bot) => heartbeat(bot, { tags: [tag] })),
      ...bots.flatMap((bot, n) =>
        Array.from({ length: n % 5 }, (_, at) =>
          job("finished", bot, `j${at}`, { status: at % 2 ? "failed" : "succeeded", duration_ms: 1000 * (n % 3) }),
        ),
      ),
    );
    for (const key of ["name", "status", "last_heartbeat", "success_rate", "throughput", "p95", "error_rate"]) {
      for (const sort of [key, `-${key}`]) {
        const whole = await list(`tag=${tag}&sort=${sort}&limit=500`);
        const seen: BotSummary[] = [];
        for (let cursor: string | null = ""; cursor !== null; ) {
          const page: BotPage = await list(`tag=${tag}&sort=${sort}&limit=5&cursor=${cursor}`);
          seen.push(...page.bots);
          cursor = page.next_cursor;
        }
        expect(seen.map(({ id }) => id).toSorted()).toEqual(bots.toSorted());
        expect([sort, seen.map(({ id }) => id)]).toEqual([sort, whole.bots.map(({ id }) => id)]);
      }
    }
    expect(names(await list(`tag=${tag}&limit=3`))).toEqual([`${tag}-0`, `${tag}-1`, `${tag}-2`]);
    const p95 = (await list(`tag=${tag}&sort=-p95&limit=500`)).bots.map((bot) => bot.p95_duration_ms);
    expect(p95).toEqual(p95.toSorted((a, b) => (b ?? -1) - (a ?? -1)));
  });

  it("goes on behind a bot with the longest name there can be", async () => {
    const tag = newTag();
    const named = { name: "名".repeat(200), tags: [tag] };
    await report(...["a", "b"].map((id) => heartbeat(`${tag}-${id.repeat(150)}`, named)));
    const first = await list(`tag=${tag}&sort=name&limit=1`);
    expect(first.next_cursor?.length).toBeGreaterThan(1000);
    expect((await list(`tag=${tag}&sort=name&limit=1&cursor=${first.next_cursor}`)).bots).toHaveLength(1);
  });

  it("refuses what it does not know with 400, a stranger with 401 and an ingest key with 403", async () => {
    for (const query of ["status=lazy", "kind=robot", "sort=size", "limit=0", "limit=501", "cursor=x"]) {
      const { status, body } = await call<{ errors: { path: string }[] }>(`${server.url}/api/bots?${query}`);
      expect([query, status, body.errors[0]?.path]).toEqual([query, 400, query.split("=")[0]]);
    }
    const ingest = await keyOf("ingest");
    for (const path of [
      "/bots",
      "/api/bots",
      "/api/bots/a",
      "/api/bots/a/stats",
      "/api/bots/a/jobs",
      "/api/bots/a/jobs/b",
    ]) {
      expect((await call(`${server.url}${path}`, { key: null })).status).toBe(401);
      expect((await call(`${server.url}${path}`, { key: ingest })).status).toBe(403);
    }
  });
});

describe("the status", () => {
  it("follows the job: busy from its start, idle from its end", async () => {
    const bot = newTag();
    await report(job("started", bot, "a"));
    expect(await detail(bot)).toMatchObject({ status: "busy", current_job_id: "a" });
    await report(job("finished", bot, "a", { status: "succeeded" }));
    expect(await detail(bot)).toMatchObject({
      status: "idle",
      current_job_id: null,
      processing_duration_seconds: null,
    });
  });

  it("never comes back to a job that ended: by no later heartbeat that names none, nor by one that came late", async () => {
    const bot = newTag();
    const late = { ...heartbeat(bot, { status: "busy", current_job_id: "a" }), time: ago(1000) };
    await report(heartbeat(bot, { status: "busy", current_job_id: "a" }), job("queued", bot, "a", { attempt: 2 }));
    expect(await detail(bot)).toMatchObject({ status: "busy", current_job_id: "a" });
    await report(job("finished", bot, "a", { status: "failed" }));
    for (const said of [{ type: "heartbeat", bot_id: bot }, late]) {
      await report(said);
      expect(await detail(bot)).toMatchObject({ status: "idle", current_job_id: null });
    }
    await report(job("started", bot, "b"), heartbeat(bot, { status: "busy" }));
    expect(await detail(bot)).toMatchObject({ status: "busy", current_job_id: "b" });
    await report(heartbeat(bot, { status: "busy", current_job_id: "a" }));
    expect(await detail(bot)).toMatchObject({ status: "busy", current_job_id: "a" });
  });

  it("is stuck when a run makes no progress for longer than its contract allows, and no longer once it does", async () => {
    const bot = newTag();
    await report(job("started", bot, "a"), heartbeat(bot, { status: "busy", current_job_id: "a" }));
    await change(bot, { contract: { max_run_seconds: 3 } });
    await eventually(async () => (await detail(bot)).status === "stuck");
    await report(job("progress", bot, "a", { percent: 50 }));
    expect((await detail(bot)).status).toBe("busy");
  });

  it("is offline when nothing is heard for interval and grace, and at once alive by any event", async () => {
    const bot = newTag();
    await report(heartbeat(bot));
    await change(bot, { contract: { heartbeat_interval_seconds: 3, heartbeat_grace_seconds: 0 } });
    await eventually(async () => (await detail(bot)).status === "offline");
    await report({ type: "message.processed", bot_id: bot, data: { user_id: "u" } });
    expect((await detail(bot)).status).toBe("idle");
  });

  it("is zombie for an idle worker whose queue waits", async () => {
    const bot = newTag();
    await report(heartbeat(bot, { kind: "worker" }), {
      type: "queue.sampled",
      bot_id: bot,
      data: { queue: "mail", pending: 3 },
    });
    expect((await detail(bot)).status).toBe("idle");
    await databaseOf(server)("update bots set first_seen_at = first_seen_at - interval '6 minutes' where id = $1", [
      bot,
    ]);
    expect(await detail(bot)).toMatchObject({
      status: "zombie",
      status_reason: "It never took a job, although 3 wait in queue mail.",
    });
  });

  it("knows a queue's depth by whoever samples the queue", async () => {
    const [bot, monitor] = [newTag(), newTag()];
    await report(job("started", bot, "a", { queue: bot }));
    expect((await detail(bot)).queue_depth).toBeNull();
    await report({ type: "queue.sampled", bot_id: monitor, data: { queue: bot, pending: 12 } });
    expect((await detail(bot)).queue_depth).toBe(12);
  });
});

describe("one bot", () => {
  it("is told with its queues, dependencies and contract", async () => {
    const bot = newTag();
    await report(
      heartbeat(bot, { name: "Own name", tags: ["own"] }),
      {
        type: "queue.sampled",
        bot_id: bot,
        data: { queue: "b", pending: 2, processing: 1, dead_letter: 0, oldest_age_seconds: 9 },
      },
      { type: "queue.sampled", bot_id: bot, data: { queue: "a", pending: 1 } },
      {
        type: "dependency.checked",
        bot_id: bot,
        data: { component: "db", status: "degraded", latency_ms: 12, detail: "slow" },
      },
    );
    const found = await detail(bot);
    expect(found).toMatchObject({
      name: "Own name",
      tags: ["own"],
      queue_depth: 3,
      contract: { max_run_seconds: 600, target_duration_ms: null },
    });
    expect(found.queues.map(({ queue, pending, processing }) => [queue, pending, processing])).toEqual([
      ["a", 1, null],
      ["b", 2, 1],
    ]);
    expect(found.dependencies).toMatchObject([{ component: "db", status: "degraded", latency_ms: 12, detail: "slow" }]);
  });

  it("is changed by an operator's key, member by member; null gives its own back", async () => {
    const bot = newTag();
    await report(heartbeat(bot, { name: "Own name", tags: ["own"] }));
    const changed = await change(bot, {
      name: "Theirs",
      tags: ["x", "x", "y"],
      paused: true,
      contract: { target_duration_ms: 5000 },
    });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      {
        name: "Theirs",
        tags: ["x", "y"],
        paused: true,
        status: "paused",
        contract: { target_duration_ms: 5000, max_run_seconds: 600 },
      },
    ]);
    const { paused_at } = await detail(bot);
    expect((await change(bot, { paused: true })).body.paused_at).toBe(paused_at);
    await report(heartbeat(bot, { name: "Own again" }));
    expect((await change(bot, { paused: false })).body).toMatchObject({
      name: "Theirs",
      status: "idle",
      paused_at: null,
    });
    const back = await change(bot, { name: null, tags: null, contract: { target_duration_ms: null } });
    expect(back.body).toMatchObject({ name: "Own again", tags: ["own"], contract: { target_duration_ms: null } });
  });

  it("refuses a change that makes no sense and changes nothing then", async () => {
    const bot = newTag();
    await report(heartbeat(bot));
    const bodies = [
      { nick: "x" },
      { name: "" },
      { contract: { max_run_seconds: 0 } },
      { contract: { max_failures: 3, failure_window: 2 } },
    ];
    for (const body of bodies) expect((await change(bot, { ...body, paused: true })).status).toBe(422);
    expect((await detail(bot)).paused).toBe(false);
    expect((await change(bot, {})).status).toBe(200);
    expect((await change("nobody-of-this-name", { paused: true })).status).toBe(404);
    expect((await change(bot, { paused: true }, await keyOf("read"))).status).toBe(403);
  });

  it("is removed with all that it reported, and its neighbours stay", async () => {
    const [bot, neighbour] = [newTag(), newTag()];
    const events = (id: string) => [
      heartbeat(id),
      job("started", id, "a"),
      job("finished", id, "a", { status: "succeeded", duration_ms: 5 }),
      { type: "message.processed", bot_id: id, id: "no-time", data: { user_id: "u" } },
      { type: "queue.sampled", bot_id: id, data: { queue: "q", pending: 1 } },
      { type: "dependency.checked", bot_id: id, data: { component: "db", status: "up" } },
    ];
    await report(...events(bot), ...events(neighbour));
    const query = databaseOf(server);
    const rowsOf = async (id: string) => {
      const tables = ["events", "event_times", "job_runs", "queues", "dependencies", "user_days"];
      const rollups = ["rollup_deltas", "rollup_minute", "rollup_hour", "rollup_day", "rollup_month"];
      const counts = [...tables, ...rollups].map(
        (table) => `select count(*)::int as n from ${table} where bot_id = '${id}'`,
      );
      return (await query<{ n: number }>(counts.join(" union all "))).reduce((sum, { n }) => sum + n, 0);
    };
    const remove = (key?: string) => call(`${server.url}/api/bots/${bot}`, { method: "DELETE", ...(key && { key }) });
    expect((await remove(await keyOf("read"))).status).toBe(403);
    expect(await rowsOf(bot)).toBeGreaterThan(10);
    expect((await remove()).status).toBe(204);
    expect(await rowsOf(bot)).toBe(0);
    expect(await rowsOf(neighbour)).toBeGreaterThan(10);
    expect((await remove()).status).toBe(404);
    expect((await call(`${server.url}/api/bots/${bot}`)).status).toBe(404);
    await report(heartbeat(bot));
    expect((await detail(bot)).success_rate).toBeNull();
  });
});

describe("a job", () => {
  it("is told by attempt with its events, errors and stack", async () => {
    const bot = newTag();
    const jobId = "mail/7 ä";
    const now = Date.now();
    const ago = (ms: number) => new Date(now - ms).toISOString();
    const events = [
      job("queued", bot, jobId, { queue: "mail", job_type: "send", customer_id: "c1" }, ago(60_000)),
      job("started", bot, jobId, {}, ago(50_000)),
      job("progress", bot, jobId, { percent: 40, note: "half" }, ago(45_000)),
      { type: "error.occurred", bot_id: bot, time: ago(41_000), data: { message: "refused", job_id: jobId } },
      job(
        "finished",
        bot,
        jobId,
        { status: "failed", error: { type: "Refused", message: "no", stack: "at x" }, cost_usd: 0.5 },
        ago(40_000),
      ),
      job("started", bot, jobId, { attempt: 2 }, ago(30_000)),
      job("finished", bot, jobId, { attempt: 2, status: "succeeded", duration_ms: 9000 }, ago(20_000)),
    ];
    await report(...events, job("finished", bot, "another", { status: "succeeded" }, ago(35_000)));
    const { status, body } = await call<JobDetail>(`${server.url}/api/bots/${bot}/jobs/${encodeURIComponent(jobId)}`);
    expect(status).toBe(200);
    const found = jobDetailAnswer.parse(body);
    expect(found).toMatchObject({
      job_id: jobId,
      status: "succeeded",
      queue: "mail",
      job_type: "send",
      customer_id: "c1",
      events_truncated: false,
    });
    expect(found.runs).toMatchObject([
      {
        attempt: 1,
        status: "failed",
        duration_ms: 10_000,
        progress_note: "half",
        cost_usd: 0.5,
        error: { type: "Refused", message: "no", stack: "at x" },
      },
      { attempt: 2, status: "succeeded", duration_ms: 9000, error: null },
    ]);
    expect(found.events.map(({ type }) => type)).toEqual(events.map(({ type }) => type));
    expect((await call(`${server.url}/api/bots/${bot}/jobs/unknown`)).status).toBe(404);
  });

  it("stands in a list by pages, ended ones or those under way", async () => {
    const bot = newTag();
    const ended = Array.from({ length: 25 }, (_, n) => `job-${n}`);
    const sameTime = ago(5000);
    await report(
      ...ended.map((id, n) =>
        job("finished", bot, id, { status: n % 5 ? "succeeded" : "failed" }, n < 10 ? sameTime : ago(1000 * n)),
      ),
      ...["x", "y", "z"].map((id) => job("started", bot, id, {}, sameTime)),
    );
    const pages = async (query: string) => {
      const seen: string[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const { body }: { body: JobPage } = await call<JobPage>(
          `${server.url}/api/bots/${bot}/jobs?limit=4&cursor=${encodeURIComponent(cursor)}&${query}`,
        );
        const page = jobListAnswer.parse(body);
        seen.push(...page.jobs.map(({ job_id }) => job_id));
        cursor = page.next_cursor;
      }
      return seen;
    };
    const all = await pages("");
    expect(all.toSorted()).toEqual(ended.toSorted());
    expect(all.slice(-2)).toEqual(["job-23", "job-24"]);
    expect(await pages("status=failed")).toHaveLength(5);
    expect((await pages("status=failed,cancelled,succeeded")).length).toBe(25);
    expect(await pages("status=running")).toEqual(["z", "y", "x"]);
    for (const query of ["status=lost", "limit=0", "cursor=x"]) {
      expect((await call(`${server.url}/api/bots/${bot}/jobs?${query}`)).status).toBe(400);
    }
    expect((await call(`${server.url}/api/bots/nobody/jobs`)).status).toBe(404);
  });
});

describe("a change by an operator's session", () => {
  it("is made for operators and administrators, refused to viewers, and noted with the name", async () => {
    const bot = newTag();
    await report(heartbeat(bot));
    const paused = async (role: "admin" | "operator" | "viewer", value: boolean) => {
      const headers = fromPage(server.url, await makeOperator(server.url, role));
      const asked = { method: "PATCH", key: null, headers };
      return (await send(`${server.url}/api/bots/${bot}`, { paused: value }, asked)).status;
    };
    expect([await paused("operator", true), await paused("viewer", false)]).toEqual([200, 403]);
    expect((await detail(bot)).paused).toBe(true);
    expect(await paused("admin", false)).toBe(200);
    const noted = await databaseOf(server)<{ actor_kind: string; detail: object }>(
      "select actor_kind, detail from audit_log where action = 'bot.changed' and target = $1 order by id",
      [bot],
    );
    expect(noted).toEqual([
      { actor_kind: "operator", detail: { paused: true } },
      { actor_kind: "operator", detail: { paused: false } },
    ]);
  });
});
