import { expect, it } from "vitest";
import type { Database } from "@/lib/db/client";
import { createBuffer } from "@/lib/events/buffer";
import type { AcceptedEvent } from "@/lib/events/event";
import { accepted } from "../../support/events";
import { eventually } from "../../support/wait";

const NOW = new Date("2026-03-02T12:00:00Z");
const MIB = 1024 * 1024;

it("refuses what would fill the memory, however few events it is, while the database is silent", async () => {
  const { buffer } = bufferOver(() => new Promise(() => {}));
  const large = { ...heartbeat("large"), length: MIB };
  for (let n = 0; n < 64; n++) void buffer.submit([large]);
  await expect(buffer.submit([large])).rejects.toMatchObject({ status: 503 });
  await expect(buffer.submit([heartbeat("small")])).rejects.toMatchObject({ status: 503 });
});

it("sends a lone request beside a commit that does not end", async () => {
  let sent = 0;
  const { buffer } = bufferOver(() => (sent++ === 0 ? new Promise(() => {}) : Promise.resolve([{ known: [] }])));
  void buffer.submit([heartbeat("stuck")]);
  expect(await buffer.submit([heartbeat("later")])).toEqual(["new"]);
});

it("takes no more into a commit than its share, so that large requests do not become one huge statement", async () => {
  const batches: number[] = [];
  let release = () => {};
  const first = new Promise<void>((go) => {
    release = go;
  });
  const { buffer } = bufferOver(async ([bots]) => {
    batches.push(String(bots).split(",").length);
    if (batches.length === 1) await first;
    return [{ known: [] }];
  });
  const large = Array.from({ length: 9 }, (_, n) => ({ ...heartbeat(`bot-${n}`), length: MIB }));
  const answers = large.map((event) => buffer.submit([event]));
  release();
  await Promise.all(answers);
  await eventually(() => batches.length === 3, 2000);
  expect(batches).toEqual([1, 4, 4]);
});

/** A buffer over what stands for the database: it takes the columns of a batch and answers, or does not. */
function bufferOver(answer: (columns: readonly (string | null)[]) => Promise<unknown[]>) {
  const send = <Row>(_statement: unknown, columns: readonly (string | null)[]) => answer(columns) as Promise<Row[]>;
  const context = { db: undefined as unknown as Database, send, now: () => NOW, rawDays: 7 };
  return { buffer: createBuffer(context, { events: 20_000, commits: 3 }, () => {}) };
}

function heartbeat(bot: string): AcceptedEvent {
  return accepted({ id: "beat", bot_id: bot, type: "heartbeat", time: NOW.toISOString() }, NOW);
}
