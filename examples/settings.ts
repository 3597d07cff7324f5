import { hostname } from "node:os";
import { parseArgs } from "node:util";
import { type BotKind, type Client, createClient } from "../lib/client/client.ts";

/** How busy the small world of the examples is: a factor on every wait. */
const paces = { slow: 3, normal: 1, fast: 0.35 };

/**
 * Reads `--name value` arguments.
 * @param defaults every argument the program knows, with what it is if left out; a program that needs one gives `""`
 */
export function readArguments<Names extends string>(defaults: Record<Names, string>): Record<Names, string> {
  const names = Object.keys(defaults) as Names[];
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const, default: defaults[name] }]));
  const values: Record<string, string | undefined> = parseArgs({ options }).values;
  const read = { ...defaults };
  for (const name of names) {
    read[name] = values[name] ?? "";
    if (read[name] !== "") continue;
    console.error(`--${name} is needed`);
    process.exit(2);
  }
  return read;
}

/** The factor on every wait for `--pace slow|normal|fast`. */
export function paceFactor(pace: string): number {
  return paces[pace as keyof typeof paces] ?? 1;
}

/** Connects an example to Rollcall: `ROLLCALL_URL` (http://127.0.0.1:3000 unless set) and `ROLLCALL_KEY`. */
export function connect(botId: string, kind: BotKind, name: string, tags: string[]): Client {
  const key = process.env.ROLLCALL_KEY;
  if (!key) {
    console.error("Set ROLLCALL_KEY to a key of scope ingest: npm run keys -- create --name examples --scope ingest");
    process.exit(2);
  }
  const url = process.env.ROLLCALL_URL || "http://127.0.0.1:3000";
  return createClient({ url, key, botId, kind, name, tags, version: "1.0.0", host: hostname() });
}
