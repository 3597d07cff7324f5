import { expect, it, onTestFinished } from "vitest";
import { attachEmbedded } from "@/lib/db/embedded-attach";
import { isAlive } from "@/lib/db/embedded-process";
import type { Query } from "../support/database-of";
import { follow } from "../support/follower";
import { once } from "../support/once";
import { postmasterOf } from "../support/postmaster";
import { expectPromptRecovery } from "../support/recovery";
import { expectExactly, startReporters } from "../support/reporter";
import { startServer } from "../support/server";
import { mountSmallDisk } from "../support/tmpfs";
import { eventually, pause } from "../support/wait";

const DISK_MB = 240;
const WRITERS = 6;
const FULL_MS = 2500;

it("says 503 while the database's disk is full, loses nothing acknowledged, and goes on when there is room", async ({
  skip,
}) => {
  const disk = mountSmallDisk(DISK_MB);
  if (!disk) return skip("A tmpfs cannot be mounted here: run as root, with leave to mount, to test a full disk.");
  onTestFinished(() => disk.remove());
  const server = await startServer({ driver: "embedded", env: { ROLLCALL_DATA_DIR: disk.folder } });
  onTestFinished(() => server.stop());
  const { pid, url } = server;
  const query: Query = (text, values) => once(attachEmbedded(disk.folder) ?? "", text, values);
  const reporters = startReporters(url, WRITERS, Date.now());
  const follower = await follow(url);

  const worsen = {
    "tables cannot grow": async () => {},
    "the write-ahead log cannot grow, and PostgreSQL panics": async () => {
      const before = await startOfCheckpointer(query);
      // With its segment closed, the log needs a new file for the next byte.
      await query("select pg_switch_wal()").catch(() => {});
      await eventually(async () => (await startOfCheckpointer(query).catch(() => before)) !== before, FULL_MS).catch(
        () => {},
      );
    },
    "the whole of PostgreSQL dies": async () => {
      process.kill(postmasterOf(disk.folder), "SIGKILL");
    },
  };
  const recoveries: number[] = [];
  for (const [what, happen] of Object.entries(worsen)) {
    await reporters.untilAcknowledged();
    disk.fill();
    const refused = reporters.refusals.length;
    await happen();
    await pause(FULL_MS);
    await eventually(() => reporters.refusals.length - refused > WRITERS).catch(() => {});
    expect(reporters.refusals.length - refused, `refused while ${what}`).toBeGreaterThan(WRITERS);
    disk.makeRoom();
    recoveries.push(await reporters.untilAcknowledged());
  }
  await reporters.stop();

  expectPromptRecovery(recoveries, "a full disk");
  expect(isAlive(pid)).toBe(true);
  for (const { status, retryAfter } of reporters.refusals) {
    expect([status, Number(retryAfter) >= 1]).toEqual([503, true]);
  }
  await expectExactly(reporters.acknowledged, url, query);
  await follower.expectEachOnce(reporters.acknowledged.map(({ bot_id, id }) => `${bot_id} ${id}`));
});

/** Changes whenever PostgreSQL has crashed and begun anew. */
async function startOfCheckpointer(query: Query): Promise<string> {
  const rows = await query<{ at: string }>(
    "select backend_start::text as at from pg_stat_activity where backend_type = 'checkpointer'",
  );
  return rows[0]!.at;
}
