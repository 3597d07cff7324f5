import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROLES } from "@/lib/access/roles";
import { postEvents } from "../support/http";
import { ADMIN_KEY, startServer, type TestServer } from "../support/server";
import { newOperator } from "../support/sign-in";

const MESSAGES = 2345;
const HOSTILE = '=cmd|"/c calc"!A1, and\r\na new line';

const OTHERS = 5;
const END = new Date().toISOString();
const START = new Date(Date.parse(END) - 2500).toISOString();

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
  const messages = Array.from({ length: MESSAGES }, (_, index) => ({
    ...{ id: `m-${index}`, type: "message.processed", bot_id: `bot-${index % 3}` },
    data: { user_id: `user-${index}`, text: index === 7 ? HOSTILE : `text ${index}`, response_time_ms: index },
  }));
  const others = [
    { id: "s", type: "job.started", bot_id: "bot-0", time: START, data: { job_id: "j" } },
    {
      id: "f",
      type: "job.finished",
      bot_id: "bot-0",
      time: END,
      data: { job_id: "j", status: "failed", error: "no, never" },
    },
    // The same end once more, as another event.
    {
      id: "g",
      type: "job.finished",
      bot_id: "bot-0",
      time: END,
      data: { job_id: "j", status: "failed", error: "no, never" },
    },
    { type: "job.finished", bot_id: "bot-2", data: { job_id: "k", status: "succeeded", duration_ms: 40 } },
    {
      type: "request.handled",
      bot_id: "bot-1",
      data: { method: "GET", route: "/x", status_code: 200, duration_ms: 5 },
    },
  ];
  for (let at = 0; at < MESSAGES; at += 500) {
    expect((await postEvents(server.url, messages.slice(at, at + 500))).status).toBe(200);
  }
  expect((await postEvents(server.url, others)).body).toMatchObject({ accepted: OTHERS });
}, 60_000);
afterAll(() => server?.stop());

const ask = (query: string, headers: Record<string, string> = { authorization: `Bearer ${ADMIN_KEY}` }) =>
  fetch(`${server.url}/api/monitoring/export?${query}`, { headers });

describe("an export", () => {
  it("has every event once, over many pages, as JSON and as NDJSON", async () => {
    const whole = (await (await ask("format=json&kind=messages")).json()) as { event_id: string }[];
    expect(new Set(whole.map((event) => event.event_id)).size).toBe(MESSAGES);
    expect(whole).toHaveLength(MESSAGES);
    const lines = (await (await ask("format=ndjson&kind=events")).text()).trimEnd().split("\n");
    expect(lines).toHaveLength(MESSAGES + OTHERS);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty("data");
  });

  it("is a CSV file with a name, whose texts are no formulas", async () => {
    const answer = await ask("format=csv&kind=messages");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="rollcall-messages-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const text = await answer.text();
    expect(text.split("\r\n")[0]).toBe(
      "time,bot_id,event_id,type,received_at,user_id,user_name,text,text_masked,channel,message_id,response_time_ms,failed",
    );
    expect(text).toContain(`"'=cmd|""/c calc""!A1, and\r\na new line"`);
    // The hostile text has one line end of its own; the last line ends with one.
    expect(text.split("\r\n")).toHaveLength(MESSAGES + 3);
  });

  it("has what is not flat as JSON in its cell", async () => {
    expect(await (await ask("kind=events&bot_id=bot-0")).text()).toMatch(/,"\{.*""no, never""/);
  });

  it("has every ended attempt once, with the duration that its start tells", async () => {
    const jobs = await (await ask("kind=jobs&format=json")).json();
    expect(jobs).toMatchObject([
      {
        bot_id: "bot-0",
        job_id: "j",
        status: "failed",
        duration_ms: 2500,
        finished_at: END,
        error_message: "no, never",
      },
      { bot_id: "bot-2", job_id: "k", status: "succeeded", duration_ms: 40, error_message: null },
    ]);
    const [headings, ...rows] = (await (await ask("kind=jobs")).text()).trimEnd().split("\r\n");
    expect(headings).toMatch(/^finished_at,bot_id,job_id,attempt,status,/);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toContain('"no, never"');
  });

  it("has what each bot did by the hour, and the hours add up to what was sent", async () => {
    const hours = (await (await ask("kind=stats&format=json")).json()) as Record<string, number>[];
    const sum = (name: string) => hours.reduce((total, hour) => total + Number(hour[name]), 0);
    expect([sum("messages"), sum("jobs"), sum("jobs_failed"), sum("requests")]).toEqual([MESSAGES, 2, 1, 1]);
    expect(new Set(hours.map((hour) => hour.bot_id))).toEqual(new Set(["bot-0", "bot-1", "bot-2"]));
    expect(await (await ask("kind=stats&bot_id=nobody")).text()).toMatch(/^hour,bot_id,messages,[^\r]+\r\n$/);
  });

  it("is empty and whole where there is nothing", async () => {
    expect(await (await ask("format=json&bot_id=nobody")).json()).toEqual([]);
    expect(await (await ask("format=ndjson&bot_id=nobody")).text()).toBe("");
    expect((await (await ask("format=csv&bot_id=nobody")).text()).split("\r\n")).toHaveLength(2);
  });

  it("is refused without a key, and with a question that makes no sense", async () => {
    expect((await ask("", {})).status).toBe(401);
    for (const query of ["format=xml", "kind=secrets", "from=yesterday", "from=2030-01-01T00:00:00Z"]) {
      expect([query, (await ask(query)).status]).toEqual([query, 400]);
    }
  });

  it("tells operators of no role the text of messages, in whatever form, and says so", async () => {
    for (const role of ROLES) {
      const { cookie } = await newOperator(server.url, role, ADMIN_KEY);
      for (const format of ["csv", "json", "ndjson"]) {
        for (const kind of ["messages", "events"]) {
          const answer = await ask(`format=${format}&kind=${kind}`, { cookie });
          expect(answer.status).toBe(200);
          const text = await answer.text();
          expect(text).toContain("user-2000");
          expect(text).toMatch(kind === "messages" && format === "csv" ? /,,true,/ : /text_masked"+:true/);
          expect(text).not.toMatch(/text 2000|calc/);
        }
      }
    }
  });
});
