import { createHash, pbkdf2, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { LruCache } from "./lru-cache.ts";

/** A request as a route sees it. */
export interface Call {
  params: Record<string, string>;
  body: Buffer;
}

/** What a route answers. */
export interface Reply {
  status: number;
  body: string;
  location?: string;
  cache?: "hit" | "miss";
}

/** One route: what it matches and what it does. What a handler throws is answered with 500. */
export interface Route {
  method: string;
  /** `/convert/:value` and the like. */
  template: string;
  handle: (call: Call) => Promise<Reply> | Reply;
}

/** Metres and kilograms of each unit. */
const units: Record<string, { base: "m" | "kg"; factor: number }> = {
  m: { base: "m", factor: 1 },
  km: { base: "m", factor: 1000 },
  mile: { base: "m", factor: 1609.344 },
  foot: { base: "m", factor: 0.3048 },
  kg: { base: "kg", factor: 1 },
  pound: { base: "kg", factor: 0.45359237 },
  ounce: { base: "kg", factor: 0.028349523125 },
};

const links = new LruCache<string>(1000);
const digests = new LruCache<string>(30);

/** @param notes folder of the notes that `/notes/:name` hands out */
export function serviceRoutes(notes: string): Route[] {
  return [
    { method: "GET", template: "/convert/:value/:from/:to", handle: ({ params }) => convert(params) },
    { method: "POST", template: "/links", handle: ({ body }) => shorten(body.toString("utf8")) },
    { method: "GET", template: "/links/:code", handle: ({ params }) => follow(params.code ?? "") },
    { method: "POST", template: "/hash", handle: ({ body }) => hash(body) },
    { method: "GET", template: "/digest/:text", handle: ({ params }) => digest(params.text ?? "") },
    { method: "GET", template: "/notes/:name", handle: ({ params }) => readNote(notes, params.name ?? "") },
  ];
}

function convert({ value, from, to }: Record<string, string>): Reply {
  const source = units[from ?? ""];
  const target = units[to ?? ""];
  const amount = Number(value);
  if (!source || !target || source.base !== target.base || !Number.isFinite(amount)) {
    return { status: 400, body: `cannot convert ${value} ${from} to ${to}` };
  }
  return { status: 200, body: String(Number(((amount * source.factor) / target.factor).toPrecision(9))) };
}

function shorten(address: string): Reply {
  if (!URL.canParse(address)) return { status: 400, body: "the body must be an address" };
  const code = randomBytes(4).toString("hex");
  links.set(code, address);
  return { status: 201, body: code };
}

function follow(code: string): Reply {
  const location = links.get(code);
  return location ? { status: 302, body: "", location } : { status: 404, body: "no such link" };
}

function hash(body: Buffer): Reply {
  return { status: 200, body: createHash("sha256").update(body).digest("hex") };
}

/** Slow on purpose, as deriving keys is; so what was derived lately is kept. */
async function digest(text: string): Promise<Reply> {
  const known = digests.get(text);
  if (known) return { status: 200, body: known, cache: "hit" };
  const derived = (await promisify(pbkdf2)(text, "rollcall", 120_000, 32, "sha256")).toString("hex");
  digests.set(text, derived);
  return { status: 200, body: derived, cache: "miss" };
}

/** A missing note is 404. That a note may be a folder was forgotten here, as such things are: that throws, and is a 500. */
async function readNote(notes: string, name: string): Promise<Reply> {
  const missing = { status: 404, body: "no such note" };
  if (!/^\w[\w.-]*$/.test(name)) return missing;
  try {
    return { status: 200, body: await readFile(join(notes, name), "utf8") };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return missing;
    throw error;
  }
}
