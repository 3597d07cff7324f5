// Programs that use the HTTP service: most ask for what is there, some for what is not, some send nonsense.
import { randomBytes } from "node:crypto";
import { number, pick, weighted } from "./chance.ts";
import { sleep, untilStopped } from "./lifetime.ts";
import { paceFactor, readArguments } from "./settings.ts";

const settings = readArguments({ port: "", count: "4", pace: "normal" });
const stopping = untilStopped();
const base = `http://127.0.0.1:${settings.port}`;
const units = ["m", "km", "mile", "foot", "kg", "pound", "ounce"];
const codes: string[] = [];

/** What is asked, and how often among a hundred. */
const requests: [number, () => Promise<Response>][] = [
  [30, () => fetch(`${base}/convert/${number(500)}/${pick(units.slice(0, 4))}/${pick(units.slice(0, 4))}`)],
  [22, () => fetch(`${base}/digest/word-${Math.floor(Math.random() ** 2 * 60)}`)],
  [15, () => fetch(`${base}/links/${codes.length > 0 ? pick(codes) : "none"}`, { redirect: "manual" })],
  [9, makeLink],
  [9, () => fetch(`${base}/hash`, { method: "POST", body: randomBytes(number(300_000)) })],
  [8, () => fetch(`${base}/notes/${pick(["monday.txt", "tuesday.txt", "wednesday.txt"])}`)],
  // Lengths do not convert into weights.
  [3, () => fetch(`${base}/convert/${number(500)}/${pick(units)}/${pick(units)}`)],
  [1.5, () => fetch(`${base}/notes/sunday.txt`)],
  [1, () => fetch(`${base}/admin/login.php`)],
  // The service forgot that a note may be a folder, and that a path may be badly escaped.
  [1, () => fetch(`${base}/notes/archive`)],
  [0.5, () => fetch(`${base}/convert/%E0%A4%A/m/km`)],
];

await Promise.all(Array.from({ length: Number(settings.count) }, keepAsking));
process.exit(0);

async function keepAsking(): Promise<void> {
  while (!stopping.aborted) {
    await sleep((200 + number(1500)) * paceFactor(settings.pace), stopping);
    try {
      await (await weighted(requests)()).arrayBuffer();
    } catch {
      // The service is not there now; programs try again.
    }
  }
}

async function makeLink(): Promise<Response> {
  const response = await fetch(`${base}/links`, { method: "POST", body: `https://example.org/${number(10_000)}` });
  const code = await response.clone().text();
  if (response.status === 201) codes.push(code);
  if (codes.length > 200) codes.shift();
  return response;
}
