import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseUrlOf } from "../../support/database-of";
import { isWhole } from "../../support/documents";
import { runOps } from "../../support/ops";
import { freePort } from "../../support/port";
import { freshDatabase, type TestDatabase } from "../../support/postgres";
import { startServer, type TestServer } from "../../support/server";
import { eventually } from "../../support/wait";

const STAGES = [
  ...["environment", "secrets", "address", "build", "database"],
  ...["schema", "disk", "server", "background", "backup"],
];
const OUT_OF_USE = "postgresql://nobody:none@127.0.0.1:1/none";
const TOMORROW = "select 'events_p' || to_char((now() at time zone 'utc')::date + 1, 'YYYYMMDD')";
const DAY_MS = 86_400_000;

const folder = mkdtempSync(join(tmpdir(), "rollcall-prod-"));
const backups = join(folder, "backups");
const secret = () => randomBytes(32).toString("hex");
const options = ["--backups", backups, "--free-gb", "0.01"];

let server: TestServer;
let env: Record<string, string>;

beforeAll(async () => {
  server = await startServer({ driver: "pg" });
  env = {
    ...{
      NODE_ENV: "production",
      DATABASE_URL: databaseUrlOf(server),
      POSTGRES_URL: "",
      ROLLCALL_DATA_DIR: server.dataDir,
    },
    ...{ PORT: new URL(server.url).port, PUBLIC_URL: "https://rollcall.example.org", TRUST_PROXY: "1" },
    ...{ ROLLCALL_SECRET: secret(), ADMIN_API_KEY: secret(), CRON_SECRET: secret() },
  };
  expect(await runOps(["backup", "--to", join(backups, "newest.gz")], env)).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const check = (change: Record<string, string> = {}, args: string[] = []) =>
  runOps(["prod-check", ...options, ...args], { ...env, ...change });

/** What each stage said: pass or FAIL. */
function verdicts(output: string): Record<string, string> {
  return Object.fromEntries(
    [...output.matchAll(/^(pass|FAIL) {2}(\w+)/gm)].map(([, verdict, stage]) => [stage, verdict]),
  );
}

/** That very stage fails, says what to do, and the exit code is 1. @param others stages that stand on it */
async function expectFailure(
  stage: string,
  told: { code: number; output: string },
  others: string[] = [],
): Promise<void> {
  expect(told.code).toBe(1);
  const failed = Object.entries(verdicts(told.output)).flatMap(([name, verdict]) => (verdict === "FAIL" ? [name] : []));
  expect(failed.sort(), told.output).toEqual([stage, ...others].sort());
  expect(told.output).toMatch(new RegExp(`^FAIL  ${stage} [\\s\\S]+?\\n +-> .+`, "m"));
}

describe("prod-check", () => {
  it("passes in ten stages where all is well", async () => {
    const told = await eventually(async () => {
      const found = await check();
      return found.code === 0 && found;
    }, 60_000);
    expect(verdicts(told.output)).toEqual(Object.fromEntries(STAGES.map((stage) => [stage, "pass"])));
    for (const name of ["ROLLCALL_SECRET", "ADMIN_API_KEY", "CRON_SECRET"])
      expect(told.output).not.toContain(env[name]);
  });

  it("environment: finds what cannot be understood, and looks no further", async () => {
    await expectFailure("environment", await check({ PORT: "eighty" }), STAGES.slice(1));
  });

  it("secrets: finds placeholders, weak ones, twins, and a missing one", async () => {
    for (const weak of [
      "change-me-change-me-change-me-change",
      "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb",
      env.ROLLCALL_SECRET!,
    ])
      await expectFailure("secrets", await check({ ADMIN_API_KEY: weak }));
    await expectFailure("secrets", await check({ SCHEDULER: "off", CRON_SECRET: "" }));
  });

  it("address: finds a missing address, one without TLS, and a proxy that nobody counted", async () => {
    const wrong: Record<string, string>[] = [
      { PUBLIC_URL: "" },
      { PUBLIC_URL: "http://rollcall.example.org" },
      { TRUST_PROXY: "0" },
    ];
    for (const change of wrong) await expectFailure("address", await check(change));
  });

  it("build: finds sources that changed since", async () => {
    const copy = mkdtempSync(join(folder, "copy-"));
    for (const name of readdirSync(".")) {
      if (name === "scripts" || name === "dist" || name === "package.json")
        cpSync(name, join(copy, name), { recursive: true, filter: isWhole });
      else symlinkSync(resolve(name), join(copy, name));
    }
    const there = () => inFolder(copy, ["prod-check", ...options]);
    writeFileSync(join(copy, "package.json"), "{}");
    await expectFailure("build", await there());
    rmSync(join(copy, "dist"), { recursive: true });
    await expectFailure("build", await there());
  });

  it("database: finds one that does not answer", async () => {
    await expectFailure("database", await check({ DATABASE_URL: OUT_OF_USE }), ["schema", "background"]);
    await expectFailure("database", await check({ DATABASE_POOL_MAX: "500" }));
  });

  it("schema: finds missing migrations, and days without a partition", async () => {
    const other = await idleDatabase();
    const there = { DATABASE_URL: other.url };
    expect(await check(there)).toMatchObject({ code: 0 });
    const [row] = await other.query<{ name: string }>(`${TOMORROW} as name`);
    await other.query(`drop table ${row!.name}`);
    await expectFailure("schema", await check(there));
    await other.query(
      "delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)",
    );
    await expectFailure("schema", await check(there));
    await other.drop();
  });

  it("disk: finds too little room", async () => {
    await expectFailure("disk", await check({}, ["--free-gb", "1000000000"]));
  });

  it("server: finds nobody at the address", async () => {
    await expectFailure("server", await check({}, ["--url", `http://127.0.0.1:${await freePort()}`]));
  });

  it("background: finds that alerts are not evaluated", async () => {
    const idle = await idleDatabase();
    await idle.query("update alert_clock set ticked_at = now() - interval '1 hour'");
    await expectFailure("background", await check({ DATABASE_URL: idle.url }));
    await idle.query("delete from alert_clock");
    await expectFailure("background", await check({ DATABASE_URL: idle.url }));
    await idle.drop();
  });

  it("backup: finds none, an old one, one that others can read, and what is none", async () => {
    const mine = (name: string) => join(folder, name);
    const at = (name: string) => ["--backups", mine(name)];
    await expectFailure("backup", await check({}, at("none")));
    for (const name of ["old", "open", "wrong"]) cpSync(backups, mine(name), { recursive: true });
    const old = new Date(Date.now() - 2 * DAY_MS);
    utimesSync(join(mine("old"), "newest.gz"), old, old);
    await expectFailure("backup", await check({}, at("old")));
    chmodSync(join(mine("open"), "newest.gz"), 0o644);
    await expectFailure("backup", await check({}, at("open")));
    writeFileSync(join(mine("wrong"), "newest.gz"), "hello");
    await expectFailure("backup", await check({}, at("wrong")));
  });
});

/** A database that no Rollcall uses, with partitions, and alerts evaluated just now. */
async function idleDatabase(): Promise<TestDatabase> {
  const idle = await freshDatabase();
  await idle.query(
    "select ensure_event_partitions((now() at time zone 'utc')::date, (now() at time zone 'utc')::date + 1)",
  );
  await idle.query(
    "insert into alert_clock (id, ticked_at) values (1, now()) on conflict (id) do update set ticked_at = now()",
  );
  return idle;
}

/** The command as it stands in another folder. */
function inFolder(cwd: string, args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [join(cwd, "scripts/ops.mjs"), ...args],
      { cwd, env: { ...process.env, ...env } },
      (error, out, err) => done({ code: Number(error?.code ?? 0), output: out + err }),
    );
  });
}
