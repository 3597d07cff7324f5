// A server that can be killed: it speaks the ingest contract and keeps every delivery on disk before it answers, so that what it
// acknowledged is still there after SIGKILL. Run by client-outage.test.ts.
//   node client-outage-receiver.mjs PORT FILE
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

const [port, file] = process.argv.slice(2);
const known = new Set();
if (existsSync(file)) {
  for (const line of readFileSync(file, "utf8").split("\n").slice(0, -1)) known.add(JSON.parse(line).event.id);
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const events = JSON.parse(request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw);
  const lines = events.map((event) => JSON.stringify({ event, again: known.has(event.id) }));
  const duplicates = events.filter((event) => known.has(event.id)).length;
  // One write: a kill leaves all of a batch or nothing, as a transaction does.
  appendFileSync(file, `${lines.join("\n")}\n`, { flush: true });
  for (const event of events) known.add(event.id);
  // Some milliseconds between the commit and the answer, for the kill to fall into.
  await new Promise((resolve) => setTimeout(resolve, 5));
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ accepted: events.length - duplicates, duplicates, dropped: 0, errors: [] }));
});
server.listen(Number(port), "127.0.0.1", () => console.log("listening"));
