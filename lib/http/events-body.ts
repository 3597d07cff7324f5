import { LIMITS } from "../events/limits";
import { readText } from "./body";
import { exceedsDepth } from "./depth";
import { parseJson } from "./json";
import { eventSyntax } from "./media-type";
import { badRequest, contentTooLarge } from "./problem";

/** Most events one request may carry. */
export const MAX_EVENTS = 500;

/** Stands in the list of events where one could not be read; its neighbours go on without it. */
export class Undecodable {
  constructor(
    readonly detail: string,
    readonly id: string | null = null,
  ) {}
}

/**
 * Decodes a body of events: one object, an array, `{"events":[…]}`, or NDJSON. What the entries are is checked later;
 * one that cannot be read at all (a bad line, nesting too deep) is an {@link Undecodable} in its place.
 * @throws Problem 400 (undecodable as a whole), 413 (over 1 MiB or 500 events), 415 (type or coding)
 */
export async function decodeEvents(request: Request): Promise<unknown[]> {
  const syntax = eventSyntax(request.headers.get("content-type"));
  const text = await readText(request);
  const events = syntax === "ndjson" ? decodeLines(text) : decodeDocument(text);
  for (let i = 0; i < events.length; i++) {
    if (exceedsDepth(events[i], LIMITS.depth))
      events[i] = new Undecodable(`Nested deeper than ${LIMITS.depth} levels.`, idOf(events[i]));
  }
  return events;
}

function decodeLines(text: string): unknown[] {
  const events: unknown[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    refuseOver(events.length + 1);
    events.push(decodeLine(line));
  }
  return events;
}

function decodeLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return new Undecodable("The line is not valid JSON.");
  }
}

function decodeDocument(text: string): unknown[] {
  if (text === "") throw badRequest("The body is empty.");
  const value = parseJson(text);
  if (typeof value !== "object" || value === null)
    throw badRequest('Send an event, an array of them, or {"events":[…]}.');
  const events = Array.isArray(value) ? value : "events" in value ? value.events : [value];
  if (!Array.isArray(events))
    throw badRequest("Member events is not an array.", [{ path: "events", message: "not an array" }]);
  refuseOver(events.length);
  return events;
}

function refuseOver(count: number): void {
  if (count > MAX_EVENTS) throw contentTooLarge(`More than ${MAX_EVENTS} events: send them in several requests.`);
}

function idOf(event: unknown): string | null {
  const id = typeof event === "object" && event !== null && "id" in event ? event.id : null;
  return typeof id === "string" ? id.slice(0, LIMITS.idLength) : null;
}
