import pg from "pg";
import { previewRule } from "@/lib/alerts/preview";
import { installShippedRules } from "@/lib/alerts/rules";
import { runAlerts } from "@/lib/alerts/run";
import { SHIPPED_RULES } from "@/lib/alerts/shipped";
import { connect, type Database } from "@/lib/db/client";
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

  const slowest: number[] = [];
  let fired = 0;
  const quiet: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Everything that is wrong with the fleet begins anew.
    await pool.query("truncate alert_states, incidents, incident_events, deliveries cascade");
    // The delays of rules pass, a tick at a time.
    const start = Date.now();
    let worst = 0;
    for (let minute = 0; minute <= 11; minute++) {
      const began = performance.now();
      const counts = await runAlerts({ db, now: new Date(start + minute * 60_000), publicUrl: undefined });
      const took = performance.now() - began;
      if (counts.fired === 0 && counts.evaluated > 0) quiet.push(took);
      worst = Math.max(worst, took);
      fired += counts.fired;
    }
    slowest.push(worst);
    await pool.query("update alert_clock set ticked_at = now(), listening_since = now() - interval '30 days'");
  }
  const preview = await slowestPreview(db);
  await pool.end();
  await close();
  const [middle, busiest] = [median(quiet), median(slowest)];
  return [
    { work: `${work}: nothing new`, value: middle, ...limit, holds: middle <= LIMIT_MS },
    {
      work: `${work}: the slowest of 12, which open ${Math.round(fired / ROUNDS)} incidents`,
      value: busiest,
      ...limit,
      holds: busiest <= LIMIT_MS,
    },
    {
      work: `a rule's preview with its backtest over the same: the slowest of the shipped rules, ${preview.id}`,
      value: preview.ms,
      ...limit,
      holds: preview.ms <= LIMIT_MS,
    },
  ];
}

/** Each shipped rule as it is, and over the whole fleet where it takes percentiles, which are the dearest. */
async function slowestPreview(db: Database): Promise<{ id: string; ms: number }> {
  const { RETENTION_MINUTE_DAYS: minuteDays, RETENTION_HOURLY_DAYS: hourlyDays, ...env } = parseEnv({});
  const kept = { minuteDays, hourlyDays, dailyDays: env.RETENTION_DAILY_DAYS };
  let slowest = { id: "", ms: 0 };
  for (const { id, definition } of SHIPPED_RULES) {
    const isPercentile = /p\d\d_/.test(definition.metric);
    for (const scope of isPercentile ? (["each", "fleet"] as const) : [definition.scope]) {
      const began = performance.now();
      await previewRule({ db, now: new Date(), kept }, { ...definition, scope });
      const ms = performance.now() - began;
      if (ms > slowest.ms) slowest = { id, ms };
    }
  }
  return slowest;
}
