import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { parseEnv } from "@/lib/env";
import { keepRetention } from "@/lib/retention/keep";
import type { Figure } from "./support/report";
import type { Stage } from "./support/stage";

const ROWS = Number(process.env.BENCH_ROWS ?? 10_000_000);

/** A day of events dropped by the retention verb, beside deleting a hundredth of it row by row. */
export async function benchRetention(stage: Stage): Promise<Figure[]> {
  const url = await stage.database();
  const pool = new pg.Pool({ connectionString: url });
  const day = new Date(Date.now() - 9 * 86_400_000).toISOString().slice(0, 10);
  await pool.query("select ensure_event_partitions($1::date, $1::date)", [day]);
  const fill = (from: number, count: number) =>
    pool.query(
      `insert into events (bot_id, time, event_id, type, received_at, channel, seq, data)
       select 'bot-' || n % 50, $1::timestamptz + n * interval '8 milliseconds', 'e' || n, 'job.finished', $1::timestamptz, 'jobs', 0,
         jsonb_build_object('job_id', n, 'status', 'succeeded', 'duration_ms', n % 5000)
       from generate_series($2::int, $3::int) as n`,
      [`${day}T00:00:00Z`, from, from + count - 1],
    );
  for (let from = 0; from < ROWS; from += 1_000_000) await fill(from, Math.min(1_000_000, ROWS - from));

  const hundredth = Math.floor(ROWS / 100);
  const deleteStart = performance.now();
  await pool.query("delete from events where event_id in (select 'e' || n from generate_series(1, $1::int) as n)", [
    hundredth,
  ]);
  const deleteSeconds = (performance.now() - deleteStart) / 1000;

  // A day is dropped a week after it was filled: long since on the disk.
  await pool.query("checkpoint");
  const start = performance.now();
  await keepRetention({ db: drizzle({ client: pool }), now: () => new Date() }, { env: parseEnv({}) });
  const seconds = (performance.now() - start) / 1000;
  await pool.end();
  return [
    {
      work: `retention of a day of ${ROWS.toLocaleString("en")} rows`,
      value: seconds,
      unit: "s",
      against: { what: "deleting one row in a hundred", value: deleteSeconds },
      goal: "≤ 1 s",
      holds: seconds <= 1,
    },
  ];
}
