import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseUrlOf } from "../../support/database-of";
import { postEvents } from "../../support/http";
import { runOps } from "../../support/ops";
import { runProgram } from "../../support/program";
import { ADMIN_KEY, startServer, type TestServer } from "../../support/server";

const COMMANDS = [
  ...["monitoring-setup", "monitoring-start", "monitoring-status", "monitoring-stop", "metrics-api", "metrics-worker"],
  ...[
    "alerts-list",
    "diag-full",
    "diag-errors",
    "diag-performance",
    "prod-check",
    "prod-optimize",
    "backup",
    "restore",
  ],
];
const SECRET_TEXT = "a text that stays between us";

let server: TestServer;
let env: Record<string, string>;

beforeAll(async () => {
  // Evaluated, what the bot reports below would fire by itself after two minutes.
  server = await startServer({ driver: "pg", env: { SCHEDULER: "off" } });
  env = {
    ...{ DATABASE_URL: databaseUrlOf(server), POSTGRES_URL: "", ROLLCALL_DATA_DIR: server.dataDir },
    ...{ PORT: new URL(server.url).port, ADMIN_API_KEY: ADMIN_KEY },
  };
  const job = (n: number, status: string) => ({
    ...{ id: `j${n}`, type: "job.finished", bot_id: "press-1" },
    data: { job_id: `j${n}`, status, duration_ms: 20, error: status === "failed" ? `disk ${n} is full` : undefined },
  });
  await postEvents(server.url, [
    { id: "h", type: "heartbeat", bot_id: "press-1", data: { kind: "worker", cpu_percent: 5 } },
    ...[job(1, "succeeded"), job(2, "failed"), job(3, "failed")],
    {
      id: "m",
      type: "message.processed",
      bot_id: "chat",
      data: { user_id: "u", response_time_ms: 3, text: SECRET_TEXT },
    },
    { id: "e", type: "error.occurred", bot_id: "chat", data: { type: "Oops", message: "an \u001b[2J error" } },
    { id: "q", type: "queue.sampled", bot_id: "press-1", data: { queue: "paper", pending: 12 } },
  ]);
});
afterAll(() => server?.stop());

const run = (...args: string[]) => runOps(args, env);

describe("every command", () => {
  it("is a target of make and tells its usage", async () => {
    const help = await runProgram("make", ["help"]);
    for (const name of COMMANDS) expect(help.output).toContain(name);
    await Promise.all(
      COMMANDS.map(async (name) => {
        const told = await runProgram("make", [name, "ARGS=--help"]);
        expect(told).toMatchObject({ code: 0, output: expect.stringContaining(`Usage: npm run ops -- ${name}`) });
      }),
    );
  });

  it("fails where it is given what it does not know", async () => {
    await Promise.all(
      COMMANDS.map(async (name) => expect(await run(name, "--nonsense"), name).toMatchObject({ code: 2 })),
    );
  });

  it("has an exit code that make passes on as a failure", async () => {
    expect((await runProgram("make", ["backup", "ARGS=--nonsense"])).code).toBe(2);
  });
});

describe("a look at a running Rollcall", () => {
  it("metrics-api prints requests, ingest and the database", async () => {
    const { code, output } = await run("metrics-api");
    expect(code).toBe(0);
    expect(output).toMatch(/POST \/api\/events +1 /);
    expect(output).toMatch(/database, ms +[\d.]+/);
  });

  it("metrics-worker prints workers and queues", async () => {
    const { code, output } = await run("metrics-worker");
    expect(code).toBe(0);
    expect(output).toMatch(/press-1 .*33\.3/);
    expect(output).toMatch(/paper +12/);
  });

  it("alerts-list prints what fires, and says by its exit code that something critical does", async () => {
    await server.database?.query("delete from incidents");
    expect(await run("alerts-list")).toMatchObject({ code: 0, output: expect.stringContaining("none") });
    await server.database?.query(
      `insert into incidents (id, dedup_key, source, rule_id, rule_name, severity, subject, subject_name, bot_ids, labels, summary, reason, status, started_at, fired_at, rule)
       values ('i1', 'd1', 'rollcall', 'r1', 'Bot offline', 'critical', 'bot:press-1', 'press-1', '{press-1}', '{}', 'press-1 is silent', 'threshold', 'firing', now(), now(), '{}')`,
    );
    expect(await run("alerts-list")).toMatchObject({ code: 1, output: expect.stringContaining("press-1 is silent") });
    await server.database?.query("delete from incidents");
  });

  it("diag-errors groups failures by what they say, and keeps the terminal safe", async () => {
    const { code, output } = await run("diag-errors");
    expect(code).toBe(0);
    expect(output).toMatch(/press-1 +3 +2/);
    expect(output).toMatch(/2 .*disk # is full/);
    expect(output).not.toContain("\u001b");
  });

  it("diag-performance and diag-full print all of it, without secrets and messages", async () => {
    const { code, output } = await run("diag-performance");
    expect(code).toBe(0);
    expect(output).toMatch(/rollup_minute|events_p/);
    const full = await run("diag-full");
    expect(full.code).toBe(0);
    for (const part of ["health score", "Machine and database", "Alerts", "Why jobs failed", "Largest tables"])
      expect(full.output).toContain(part);
    for (const secret of [ADMIN_KEY, SECRET_TEXT, databaseUrlOf(server)]) expect(full.output).not.toContain(secret);
  });

  it("says what is wrong with a key or an address", async () => {
    const wrongKey = await run("metrics-api", "--key", "rc_r_wrong");
    expect(wrongKey).toMatchObject({ code: 1, output: expect.stringContaining("does not know this key") });
    const nobody = await run("metrics-api", "--url", "http://127.0.0.1:1");
    expect(nobody).toMatchObject({ code: 1, output: expect.stringContaining("does not answer") });
    const noKey = await runOps(["metrics-api"], { ...env, ADMIN_API_KEY: "" });
    expect(noKey).toMatchObject({ code: 2, output: expect.stringContaining("--key") });
  });
});

describe("prod-optimize", () => {
  it("shows advice and changes nothing, unless it is told to apply it", async () => {
    const missing =
      "select to_regclass('events_p' || to_char((now() at time zone 'utc')::date + 3, 'YYYYMMDD')) is null as missing";
    const [day] = (await server.database!.query<{ day: string }>(
      "select 'events_p' || to_char((now() at time zone 'utc')::date + 3, 'YYYYMMDD') as day",
    ))!;
    await server.database!.query(`drop table if exists ${day!.day}`);
    const shown = await run("prod-optimize");
    expect(shown).toMatchObject({ code: 0, output: expect.stringMatching(/shared_buffers.*Nothing was changed/s) });
    expect(await server.database!.query(missing)).toEqual([{ missing: true }]);
    expect(await run("prod-optimize", "--apply")).toMatchObject({
      code: 0,
      output: expect.stringContaining("analysed"),
    });
    expect(await server.database!.query(missing)).toEqual([{ missing: false }]);
    const analysed = await server.database!.query(
      "select from pg_stat_user_tables where relname = 'bots' and last_analyze is not null",
    );
    expect(analysed).toHaveLength(1);
  });
});

describe("the monitoring stack", () => {
  it("is started only after its set-up, and where there is something to start", async () => {
    const nowhere = mkdtempSync(join(tmpdir(), "rollcall-nowhere-"));
    const answer = await runOps(["monitoring-start"], { ...env, PATH: nowhere });
    expect(answer.code).toBe(1);
    expect(answer.output).toMatch(/monitoring-setup|Install Docker/);
    rmSync(nowhere, { recursive: true });
  });

  it("is told part by part, and by the exit code", async () => {
    const { code, output } = await run("monitoring-status");
    for (const part of [
      "prometheus",
      "alertmanager",
      "grafana",
      "node-exporter",
      "postgres-exporter",
      "redis-exporter",
    ])
      expect(output).toMatch(new RegExp(`${part} +(up|down|answers)`));
    expect(code).toBe(/down|answers/.test(output) ? 1 : 0);
  });
});
