import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { eventJson, pollJson } from "@/lib/events/feed/shape";
import type { FeedRow } from "@/lib/events/feed/store";
import { feedLimit } from "@/lib/http/feed-query";
import { OPERATIONS, openApiDocument } from "@/lib/http/openapi/document";
import { feedEventSchema, feedPageSchema } from "@/lib/http/openapi/feed";
import { eventSchema } from "@/lib/http/openapi/ingest";
import { parseStatsRange } from "@/lib/stats/range";

const document = JSON.parse(JSON.stringify(openApiDocument()));

/** Rewrites of next.config.ts: paths that another path's route file answers. */
const REWRITTEN = ["get /bots", "get /bots/{}/stats"];

/** `get /api/bots/{}/stats` for every handler in app/ that does more than refuse the method. */
async function mountedOperations(): Promise<string[]> {
  const files = readdirSync("app", { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith("route.ts") && !file.includes("[..."));
  const operations = files.map(async (file) => {
    const path = `/${file}`.replace(/\/route\.ts$/, "").replace(/\[\w+\]/g, "{}");
    const handlers: Record<string, { name?: string }> = await import(resolve("app", file));
    return ["GET", "POST", "PATCH", "PUT", "DELETE"]
      .filter((method) => handlers[method] && handlers[method].name !== "refuse")
      .map((method) => `${method.toLowerCase()} ${path}`);
  });
  return (await Promise.all(operations)).flat();
}

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  it("resolves every reference", () => {
    for (const [, pointer] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer!.split("/").reduce((node, member) => node?.[member], document);
      expect(target, pointer).toBeDefined();
    }
  });

  it("describes every mounted operation and no other", async () => {
    const described = OPERATIONS.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, "{}")}`);
    expect(new Set(described).size).toBe(described.length);
    expect(described.filter((operation) => !REWRITTEN.includes(operation)).sort()).toEqual(
      (await mountedOperations()).sort(),
    );
  }, 60_000);

  it("names each operation once, and every event type", () => {
    expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length);
    const types = document.components.schemas.Event.anyOf.map(
      (event: { properties: { type: { const: string } } }) => event.properties.type.const,
    );
    expect(types).toContain("heartbeat");
    expect(types).toHaveLength(11);
  });

  it("says of an event what ingest checks", () => {
    const event = document.components.schemas.Event.anyOf.find(
      (each: { properties: { type: { const: string } } }) => each.properties.type.const === "job.finished",
    );
    expect(event.required.sort()).toEqual(["bot_id", "data", "type"]);
    expect(event.properties.data.required.sort()).toEqual(["job_id", "status"]);
    expect(event.properties.data.properties.status.enum).toEqual(["succeeded", "failed", "cancelled"]);
    expect(eventSchema.safeParse({ type: "heartbeat", bot_id: "b" }).success).toBe(true);
  });

  it.each([null, Date.UTC(2026, 10, 23)])(
    "says of a feed's event what the feed writes (original time %s)",
    (originalTime) => {
      const time = Date.UTC(2026, 10, 22, 10);
      const row: FeedRow = {
        ...{ xid: 7, seq: 1, eventId: "e", type: "job.finished", botId: "b", channel: "jobs" },
        ...{ time, receivedAt: time, originalTime, data: '{"job_id":"j"}' },
      };
      expect(feedEventSchema.strict().safeParse(JSON.parse(eventJson(row))).error).toBeUndefined();
      const { cursor, ...event } = feedPageSchema.shape.events.element.strict().parse(JSON.parse(pollJson(row, false)));
      expect(cursor).toBeTruthy();
      expect(event).toEqual(JSON.parse(eventJson(row)));
    },
  );

  it("gives parameters the ranges that their readers keep", () => {
    const limit = queryOf("pollEvents", "limit");
    const readLimit = (value: number) => () => feedLimit(new URLSearchParams({ limit: String(value) }));
    expect(readLimit(limit.maximum)).not.toThrow();
    expect(readLimit(limit.maximum + 1)).toThrow();
    const hours = queryOf("getBotStats", "hours");
    const readHours = (value: number) => () => parseStatsRange({ hours: String(value) }, new Date());
    expect(readHours(hours.minimum)).not.toThrow();
    expect(readHours(hours.minimum - 1)).toThrow();
    expect(readHours(hours.maximum)).not.toThrow();
    expect(readHours(hours.maximum + 1)).toThrow();
  });
});

/** The JSON Schema of an operation's query parameter. */
function queryOf(id: string, name: string): { minimum: number; maximum: number } {
  const { method, path } = OPERATIONS.find((operation) => operation.id === id)!;
  return document.paths[path][method].parameters.find((parameter: { name: string }) => parameter.name === name).schema;
}
