import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { keepPartitions } from "@/lib/events/ingest";
import type { Figure } from "./support/report";
import { KEY, memoryMb, type Stage } from "./support/stage";

const ROWS = 1_000_000;
const BOTS = 100;
const DAYS = 7;
const FORMATS = ["csv", "json", "ndjson"] as const;
const PAUSE_MS = 5000;

/** A million events as a file: how fast, and in how much memory, also while the reader takes nothing. */
export async function benchExport(stage: Stage): Promise<Figure[]> {
  const database = await stage.database();
  await fill(database);
  const server = await stage.rollcall(database, "deno", { SCHEDULER: "off" });
  const ask = (query: string) =>
    fetch(`http://127.0.0.1:${server.port}/api/monitoring/export?${query}`, {
      headers: { authorization: `Bearer ${KEY}` },
    });
  const from = new Date(Date.now() - (DAYS + 1) * 86_400_000).toISOString();
  // The collector lets the heap grow to its usual size once. What grows further with each million is held, not garbage.
  const first = await read(await ask(`format=csv&kind=events&from=${from}`), server.pid);
  const figures: Figure[] = [];
  for (const format of FORMATS) {
    const startedAt = performance.now();
    const { lines, peakMb } = await read(await ask(`format=${format}&kind=events&from=${from}`), server.pid);
    const seconds = (performance.now() - startedAt) / 1000;
    // A heading, or the two brackets around a list.
    const rows = lines - { csv: 1, json: 2, ndjson: 0 }[format];
    const work = `export of ${ROWS.toLocaleString("en")} events as ${format}`;
    figures.push(
      { work: `${work}: rows`, value: rows, unit: "", goal: "every one", holds: rows === ROWS },
      { work: `${work}: speed`, value: rows / seconds, unit: "rows/s", goal: "≥ 20,000", holds: rows / seconds >= 2e4 },
      {
        work: `${work}: peak memory`,
        value: peakMb,
        unit: "MB",
        against: { what: "of the first million", value: first.peakMb },
        goal: "≤ 1.1 ×",
        holds: peakMb <= 1.1 * first.peakMb,
      },
    );
  }
  figures.push(await stall(await ask(`format=ndjson&kind=events&from=${from}`), server.pid));
  await server.stop();
  return figures;
}

async function fill(database: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: database });
  await keepPartitions({ db: drizzle({ client: pool }), now: () => new Date(), rawDays: DAYS });
  await pool.query(
    `insert into events (bot_id, time, event_id, type, received_at, channel, seq, data)
     select 'bot-' || n % ${BOTS}, now() - (n::float8 / ${ROWS + 1}) * interval '${DAYS} days', 'event-' || n, 'message.processed',
       now(), 'messages', n, jsonb_build_object('user_id', 'user-' || n % 5000, 'response_time_ms', n % 4000, 'text', repeat('word ', 20))
     from generate_series(1, ${ROWS}) as n`,
  );
  await pool.query("vacuum analyze events");
  await pool.end();
}

/** Reads an answer to its end, and how much memory the server had at most. */
async function read(answer: Response, pid: number): Promise<{ lines: number; peakMb: number }> {
  let [lines, peakMb, pieces] = [0, 0, 0];
  for await (const piece of answer.body!) {
    for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) lines += 1;
    if (pieces++ % 20 === 0) peakMb = Math.max(peakMb, memoryMb(pid));
  }
  return { lines, peakMb };
}

/** Memory that a reader costs who takes the beginning of a file and then nothing. */
async function stall(answer: Response, pid: number): Promise<Figure> {
  const reader = answer.body!.getReader();
  await reader.read();
  const before = memoryMb(pid);
  await new Promise((wake) => setTimeout(wake, PAUSE_MS));
  const after = memoryMb(pid);
  await reader.cancel();
  return {
    work: "memory while nobody reads on",
    value: after,
    unit: "MB",
    against: { what: `${PAUSE_MS / 1000} s before`, value: before },
    goal: "≤ 50 MB more",
    holds: after <= before + 50,
  };
}
