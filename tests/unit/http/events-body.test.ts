import { describe, expect, it } from "vitest";
import { decodeEvents, Undecodable } from "@/lib/http/events-body";
import { decodeHeartbeat } from "@/lib/http/heartbeat-body";

const post = (body: string, contentType: string | null = "application/json") => {
  const request = new Request("http://localhost/api/events", { method: "POST", body });
  if (contentType === null) request.headers.delete("content-type");
  else request.headers.set("content-type", contentType);
  return request;
};
const ndjson = "application/x-ndjson";
const event = { type: "heartbeat", bot_id: "b" };

describe("a body of events", () => {
  it.each([
    ["one event", JSON.stringify(event), 1],
    ["an array", JSON.stringify([event, event]), 2],
    ["a batch", JSON.stringify({ events: [event, event, event] }), 3],
    ["nothing but an empty array", "[]", 0],
  ])("may be %s", async (_, body, count) => {
    expect(await decodeEvents(post(body))).toEqual(Array(count).fill(event));
  });

  it("may be NDJSON, whose bad lines harm no other", async () => {
    const events = await decodeEvents(post(`${JSON.stringify(event)}\n{bad\r\n\n${JSON.stringify(event)}\r\n`, ndjson));
    expect(events).toEqual([event, expect.any(Undecodable), event]);
  });

  it("may say its charset, or no type at all", async () => {
    expect(await decodeEvents(post("[]", "Application/JSON; Charset=UTF-8"))).toEqual([]);
    expect(await decodeEvents(post("[]", null))).toEqual([]);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"])(
    "of type %s is refused",
    async (type) => {
      await expect(decodeEvents(post("[]", type))).rejects.toMatchObject({ status: 415 });
    },
  );

  it.each(["", " ", "{", "42", "null", '"x"', "[1,]", '{"events":5}', '{"events":null}', "NaN"])(
    "that is %j is undecodable",
    async (body) => {
      await expect(decodeEvents(post(body))).rejects.toMatchObject({ status: 400 });
    },
  );

  it("may hold 500 events and not one more", async () => {
    expect(await decodeEvents(post(JSON.stringify(Array(500).fill(1))))).toHaveLength(500);
    expect(await decodeEvents(post("1\n".repeat(500), ndjson))).toHaveLength(500);
    await expect(decodeEvents(post(JSON.stringify(Array(501).fill(1))))).rejects.toMatchObject({ status: 413 });
    await expect(decodeEvents(post("1\n".repeat(501), ndjson))).rejects.toMatchObject({ status: 413 });
  });

  it.each([33, 7_000, 100_000])("gives up only the event that nests %i levels", async (levels) => {
    const deep = `{"id":"e1","data":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
    const events = await decodeEvents(post(`[${JSON.stringify(event)},${deep}]`));
    expect(events).toEqual([event, expect.objectContaining({ id: "e1" })]);
    expect(events[1]).toBeInstanceOf(Undecodable);
  });

  it("may nest 32 levels", async () => {
    const [read] = await decodeEvents(post(`{"data":${"[".repeat(31)}${"]".repeat(31)}}`));
    expect(read).not.toBeInstanceOf(Undecodable);
  });
});

describe("the body of a heartbeat", () => {
  it("may be empty, of any type", async () => {
    const heartbeat = { type: "heartbeat", bot_id: "b", data: {} };
    expect(await decodeHeartbeat(post("", "application/x-www-form-urlencoded"), "b")).toEqual(heartbeat);
    expect(await decodeHeartbeat(post("", null), "b")).toEqual(heartbeat);
    expect(await decodeHeartbeat(new Request("http://localhost/", { method: "POST" }), "b")).toEqual(heartbeat);
  });

  it("may be the members of data, or id, time and data", async () => {
    expect(await decodeHeartbeat(post('{"status":"busy","id":"1"}'), "b")).toEqual({
      ...{ id: "1", type: "heartbeat", bot_id: "b", time: undefined },
      data: { status: "busy" },
    });
    expect(await decodeHeartbeat(post('{"id":"1","time":"t","data":{"status":"busy"}}'), "b")).toEqual({
      ...{ id: "1", type: "heartbeat", bot_id: "b", time: "t" },
      data: { status: "busy" },
    });
  });

  it("is for the bot in the path, whatever else it says", async () => {
    expect(await decodeHeartbeat(post('{"bot_id":"other","type":"job.finished"}'), "b")).toMatchObject({
      type: "heartbeat",
      bot_id: "b",
    });
  });

  it("is refused when it is no object", async () => {
    for (const body of ["[]", "1", "null", "{"]) {
      await expect(decodeHeartbeat(post(body), "b")).rejects.toMatchObject({ status: 400 });
    }
    await expect(decodeHeartbeat(post("x=1", "application/x-www-form-urlencoded"), "b")).rejects.toMatchObject({
      status: 415,
    });
  });
});
