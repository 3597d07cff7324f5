import pg from "pg";
import { installShippedRules } from "@/lib/alerts/rules";
import { runAlerts } from "@/lib/alerts/run";
import { connect } from "@/lib/db/client";
import { parseEnv } from "@/lib/env";
import { seedFleet } from "../support/big-fleet";
import { type Figure, median } from "./support/report";
import type { Stage } from "./support/stage";

const BOTS = 1000;
const DAYS = 30;
const ROUNDS = 5;
const LIMIT_MS = 2000;

/** One tick of every shipped rule over 1,000 bots: the one that opens incidents, and those that find nothing new. */
export async function benchAlerts(stage: Stage): Promise<Figure[]> {
  const url = await stage.database();
  await seedFleet(url, { bots: BOTS, days: DAYS });
  const { db, close } = await connect(parseEnv({ DATABASE_URL: url }));
  const pool = new pg.Pool({ connectionString: url });
  await installShippedRules({ db, now: new Date() });
  const rules = (await pool.query("update alert_rules set enabled = true")).rowCount ?? 0;
  await pool.query("update alert_clock set ticked_at = now(), listening_since = now() - interval '30 days'");
  const work = `a tick of ${rules} rules over ${BOTS.toLocaleString("en")} bots with ${DAYS} days of data`;
  const limit = { unit: "ms", goal: `≤ ${LIMIT_MS.toLocaleString("en")} ms` };

  let worst = 0;
  let fired = 0;
  let quiet: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Everything that is wrong with the fleet begins anew.
    await pool.query("truncate alert_states, incidents, incident_events, deliveries cascade");
    // The delays of rules pass, a tick at a time.
    const start = Date.now();
    for (let minute = 0; minute <= 11; minute++) {
      const began = performance.now();
      const counts = await runAlerts({ db, now: new Date(start + minute * 60_000), publicUrl: undefined });
      const took = performance.now() - began;
      if (counts.fired === 0 && counts.evaluated > 0) quiet.push(took);
      if (took > worst) worst = took;
      fired += counts.fired;
    }
    await pool.query("update alert_clock set ticked_at = now(), listening_since = now() - interval '30 days'");
  }
  await pool.end();
  await close();
  if (quiet.length === 0) quiet = [Number.NaN];
  const middle = median(quiet);
  return [
    { work: `${work}: nothing new`, value: middle, ...limit, holds: middle <= LIMIT_MS },
    {
      work: `${work}: the slowest of ${ROUNDS * 12}, ${Math.round(fired / ROUNDS)} incidents opened a round`,
      value: worst,
      ...limit,
      holds: worst <= LIMIT_MS,
    },
  ];
}
