import { afterEach, expect, it } from "vitest";
import { isAlive } from "@/lib/db/embedded-process";
import { databaseOf, type Query } from "../support/database-of";
import { follow } from "../support/follower";
import { call } from "../support/http";
import { type OwnPostgres, startOwnPostgres } from "../support/own-postgres";
import { postmasterOf } from "../support/postmaster";
import { expectPromptRecovery } from "../support/recovery";
import { expectExactly, type Reporters, startReporters } from "../support/reporter";
import { startServer, type TestServer } from "../support/server";
import { eventually, pause } from "../support/wait";

const WRITERS = 6;

let server: TestServer | undefined;
let postgres: OwnPostgres | undefined;

afterEach(async () => {
  await server?.stop();
  await postgres?.stop();
  server = undefined;
  postgres = undefined;
});

it.each([
  ["Rollcall's own PostgreSQL, which it starts again", "lane-deno", "embedded"],
  ["a PostgreSQL by DATABASE_URL", "lane-node", "pg"],
] as const)("outlives the death of %s, of single backends and of all of it", async (_name, mounting, driver) => {
  postgres = driver === "pg" ? await startOwnPostgres() : undefined;
  server = await startServer({ mounting, driver, ...(postgres && { database: postgres.database }) });
  const { pid, url } = server;
  const query = databaseOf(server);
  const dataDir = postgres?.dataDir ?? server.dataDir;
  const reporters = startReporters(url, WRITERS, Date.now());
  const follower = await follow(url);

  const recoveries: number[] = [];
  for (let round = 1; round <= 6; round++) {
    for (const kill of [() => killBackend(query), () => process.kill(postmasterOf(dataDir), "SIGKILL")]) {
      await reporters.untilAcknowledged();
      await kill();
      recoveries.push(await timeToRecover(reporters));
      // Long enough to be at work again, so that the next blow meets open transactions.
      await pause(round * 40);
    }
  }
  await reporters.stop();

  expectPromptRecovery(recoveries);
  expect(server.pid).toBe(pid);
  expect(isAlive(pid)).toBe(true);
  expect(await call(`${url}/readyz`)).toMatchObject({ status: 200 });
  expect(reporters.refusals.length).toBeGreaterThan(12);
  for (const { status, retryAfter } of reporters.refusals) {
    expect([status, Number(retryAfter) >= 1]).toEqual([503, true]);
  }
  await expectExactly(reporters.acknowledged, url, query);
  await follower.expectEachOnce(reporters.acknowledged.map(({ bot_id, id }) => `${bot_id} ${id}`));
});

/** Kills a backend of Rollcall's in the middle of something, or any where all rest. */
async function killBackend(query: Query): Promise<void> {
  const { pid } = await eventually(async () => {
    const rows = await query<{ pid: number }>(
      "select pid from pg_stat_activity where application_name = 'rollcall' order by state <> 'active', random() limit 1",
    );
    return rows[0];
  });
  process.kill(pid, "SIGKILL");
}

/** From the blow until something sent after the first refusal is acknowledged; milliseconds. */
async function timeToRecover(reporters: Reporters): Promise<number> {
  const killedAt = performance.now();
  const refused = reporters.refusals.length;
  await eventually(() => reporters.refusals.length > refused, 5000, 5);
  await reporters.untilAcknowledged();
  return performance.now() - killedAt;
}
