import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseOf } from "../support/database-of";
import { postEvents } from "../support/http";
import { ADMIN_KEY, startServer, type TestServer } from "../support/server";

// More than the buffers between a server and a reader who does not read can hold.
const EVENTS = 150_000;

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
  const { body } = await postEvents(server.url, { type: "heartbeat", bot_id: "first" });
  expect(body).toMatchObject({ accepted: 1 });
  await databaseOf(server)(
    `insert into events (bot_id, time, event_id, type, received_at, channel, seq, data)
     select 'bot-' || n % 10, date_trunc('day', now()) + n * interval '1 millisecond', 'event-' || n, 'message.processed',
       now(), 'messages', n, jsonb_build_object('user_id', 'user', 'response_time_ms', 5, 'text', repeat('word ', 40))
     from generate_series(1, $1::int) as n`,
    [EVENTS],
  );
}, 60_000);
afterAll(() => server?.stop());

const ask = (query: string) => {
  const from = new Date(Date.now() - 86_400_000).toISOString();
  const to = new Date(Date.now() + 86_400_000).toISOString();
  return fetch(`${server.url}/api/monitoring/export?kind=messages&from=${from}&to=${to}&${query}`, {
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
  });
};

describe.each(["csv", "json", "ndjson"])("an export as %s", (format) => {
  it("breaks off when the database fails, so that nobody takes a part of the file for the whole", async () => {
    const answer = await ask(`format=${format}`);
    expect(answer.status).toBe(200);
    const reader = answer.body!.getReader();
    await reader.read();
    await databaseOf(server)("alter table events rename to events_gone");
    try {
      await expect(readOn(reader)).rejects.toThrow();
    } finally {
      await databaseOf(server)("alter table events_gone rename to events");
    }
    expect(await (await ask("format=json&bot_id=nobody")).json()).toEqual([]);
  });
});

async function readOn(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}
