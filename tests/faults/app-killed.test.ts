import { afterEach, expect, it } from "vitest";
import { databaseOf } from "../support/database-of";
import { follow } from "../support/follower";
import { postmasterOf } from "../support/postmaster";
import { seededRandom } from "../support/random";
import { expectPromptRecovery } from "../support/recovery";
import { expectExactly, startReporters } from "../support/reporter";
import { type Mounting, startServer, type TestServer } from "../support/server";
import { pause } from "../support/wait";

const WRITERS = 6;
const READY_WITHIN_MS = 40_000;

let server: TestServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

it.each<[Mounting, number, number]>([
  ["lane-node", 13, Date.now() % 1_000_000],
  ["lane-deno", 12, Date.now() % 999_983],
])(
  "on %s, %i times killed in the middle of ingest, loses nothing acknowledged and counts nothing twice (seed %i)",
  async (mounting, kills, seed) => {
    server = await startServer({ mounting, driver: "embedded", readyWithinMs: READY_WITHIN_MS });
    const random = seededRandom(seed);
    const reporters = startReporters(server.url, WRITERS, seed);
    const follower = await follow(server.url);
    const recoveries: number[] = [];
    for (let kill = 1; kill <= kills; kill++) {
      await reporters.untilAcknowledged();
      await pause(random.whole(0, 250));
      await server.kill();
      // Now and then the power fails for all of it.
      if (kill % 4 === 0) process.kill(postmasterOf(server.dataDir), "SIGKILL");
      const startedAt = performance.now();
      await server.restart();
      recoveries.push(performance.now() - startedAt);
    }
    await reporters.untilAcknowledged();
    await reporters.stop();

    expectPromptRecovery(recoveries, "the deaths of the app");
    expect(reporters.refusals.length).toBeGreaterThan(kills);
    for (const { status } of reporters.refusals) expect([0, 503]).toContain(status);
    await expectExactly(reporters.acknowledged, server.url, databaseOf(server));
    await follower.expectEachOnce(reporters.acknowledged.map(({ bot_id, id }) => `${bot_id} ${id}`));
  },
  600_000,
);
