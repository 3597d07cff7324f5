import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseOf } from "../support/database-of";
import { call, postEvents, send } from "../support/http";
import { startServer, type TestServer } from "../support/server";

interface Revealed {
  messages: { bot_id: string; time: string; event_id: string; text: string | null }[];
}

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

const TIME = new Date(Date.now() - 60_000).toISOString();
const key = (bot_id: string, event_id: string) => ({ bot_id, time: TIME, event_id });
const message = (bot_id: string, id: string, data: object = {}) => ({
  id,
  bot_id,
  time: TIME,
  type: "message.processed",
  data: { user_id: "u", ...data },
});
const reveal = (body: unknown, options = {}) => send<Revealed>(`${server.url}/api/messages/reveal`, body, options);

async function newKey(scope: string): Promise<string> {
  const made = await send<{ key: string }>(`${server.url}/api/keys`, { name: `reveals ${scope}`, scope });
  return made.body.key;
}

const audited = (bot: string) =>
  databaseOf(server)<{ target: string; actor_kind: string; detail: object }>(
    "select target, actor_kind, detail from audit_log where action = 'message.revealed' and target like $1 order by target",
    [`${bot}/%`],
  );

describe("revealing messages", () => {
  it("tells texts in the order asked, and null for what is not there or has none", async () => {
    await postEvents(server.url, [
      message("told", "one", { text: "first 😀\nline" }),
      message("told", "two", { text: "second" }),
      message("told", "none"),
      { id: "job", bot_id: "told", time: TIME, type: "job.queued", data: { job_id: "j", text: "no message" } },
    ]);
    const asked = [
      key("told", "two"),
      key("told", "none"),
      key("told", "one"),
      key("told", "job"),
      key("other", "one"),
      { ...key("told", "one"), time: "0000-01-01T00:00:00Z" },
      { ...key("told", "one"), time: TIME.replace("Z", "+00:00") },
    ];
    const { status, body } = await reveal({ messages: asked });
    expect(status).toBe(200);
    const texts = ["second", null, "first 😀\nline", null, null, null, "first 😀\nline"];
    expect(body.messages).toEqual(asked.map((each, at) => ({ ...each, text: texts[at] })));
  });

  it("takes 1 to 50 of them that are named in full", async () => {
    const many = (count: number) => ({ messages: Array.from({ length: count }, (_, at) => key("many", String(at))) });
    expect((await reveal(many(50))).status).toBe(200);
    for (const body of [many(51), many(0), {}, { messages: [{ bot_id: "a", event_id: "b" }] }, { messages: "all" }]) {
      expect((await reveal(body)).status).toBe(422);
    }
  });

  it("is for who may read", async () => {
    const body = { messages: [key("told", "one")] };
    expect((await reveal(body, { key: null })).status).toBe(401);
    expect((await reveal(body, { key: await newKey("ingest") })).status).toBe(403);
    expect((await reveal(body, { key: await newKey("read") })).status).toBe(200);
    expect((await call(`${server.url}/api/messages/reveal`)).status).toBe(405);
  });

  it("is on record, message by message", async () => {
    const record = `record-${crypto.randomUUID()}`;
    await postEvents(server.url, [
      message(record, "one", { text: "a" }),
      message(record, "two", { text: "b" }),
      message(record, "none"),
    ]);
    await reveal({
      messages: [key(record, "one"), key(record, "none"), key(record, "two"), key(record, "gone")],
    });
    expect(await audited(record)).toEqual([
      { target: `${record}/one`, actor_kind: "environment", detail: key(record, "one") },
      { target: `${record}/two`, actor_kind: "environment", detail: key(record, "two") },
    ]);
  });
});
