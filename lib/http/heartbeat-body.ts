import { LIMITS } from "../events/limits";
import { readText } from "./body";
import { exceedsDepth } from "./depth";
import { Undecodable } from "./events-body";
import { parseJson } from "./json";
import { requireJson } from "./media-type";
import { badRequest } from "./problem";

/**
 * Decodes the body of a heartbeat into an event, checked later: nothing at all, the members of `data` as they are, or
 * `{"id", "time", "data"}`. Of an empty body the content type does not matter, and JSON may be called a form: `curl -d` does.
 * @throws Problem 400, 413, 415
 */
export async function decodeHeartbeat(request: Request, botId: string): Promise<unknown> {
  const text = await readText(request);
  const body = text.trim() === "" ? {} : decodeObject(text, request.headers.get("content-type"));
  if (exceedsDepth(body, LIMITS.depth)) return new Undecodable(`Nested deeper than ${LIMITS.depth} levels.`);
  const { id, time, data, ...members } = body;
  return { id, type: "heartbeat", bot_id: botId, time, data: data ?? members };
}

function decodeObject(text: string, contentType: string | null): Record<string, unknown> {
  const isCalledForm = /^application\/x-www-form-urlencoded\b/i.test(contentType ?? "");
  if (!isCalledForm || !/^\s*\{/.test(text)) requireJson(contentType);
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badRequest("Send the members of a heartbeat as one JSON object, or nothing.");
  }
  return value as Record<string, unknown>;
}
