import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "@/lib/db/client";
import { deliverPending } from "@/lib/notify/deliver";
import type { Notice } from "@/lib/notify/notice";
import { queueNotices } from "@/lib/notify/outbox";
import { makeChannel, noticeOf } from "../support/notices";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { runProgram } from "../support/program";
import { type Alertmanager, startAlertmanager } from "./support/alertmanager";

const env = { OUTBOUND_ALLOW: "127.0.0.1/32" };
let database: TestDatabase;
let pool: pg.Pool;
let db: Database;
let alertmanager: Alertmanager;
let clock = new Date();

beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.url });
  pool.on("error", () => {});
  db = drizzle({ client: pool });
  alertmanager = await startAlertmanager();
  await makeChannel(db, "alertmanager", { settings: { url: `${alertmanager.url}/`, user: null } });
});
afterAll(async () => {
  await alertmanager?.stop();
  await pool?.end();
  await database?.drop();
});

const tell = async (notice: Notice) => {
  await queueNotices(db, { notices: [notice], channelIds: [], now: clock });
  return deliverPending({ db, env, now: () => clock });
};
const firing = async () => (await alertmanager.alerts()).map(({ labels }) => labels.subject);
/** What the engine keeps of an incident, as far as restating goes by it. */
const keepIncident = ({ incident_id, dedup_key }: Notice) =>
  database.query(
    `insert into incidents (id, dedup_key, source, rule_name, severity, subject, subject_name, bot_ids, labels, summary,
       reason, status, started_at, fired_at)
     values ($1, $2, 'rollcall', 'r', 'critical', 's', 's', '{}', '{}', '', 'threshold', 'firing', now(), now())`,
    [incident_id, dedup_key],
  );

it("a real Alertmanager shows the alert firing, for longer than an outage lasts, and then no more", async () => {
  const fired = noticeOf({ subject: "bot:press-1", labels: { alertname: "BotOffline", "odd name": "x" } });
  expect(await tell(fired)).toMatchObject({ sent: 1 });
  const [alert] = await alertmanager.alerts();
  expect(alert).toMatchObject({
    status: { state: "active" },
    labels: { alertname: "BotOffline", odd_name: "x", severity: "critical", subject: "bot:press-1" },
    annotations: { summary: fired.title, description: fired.summary, runbook_url: fired.runbook_url },
    startsAt: fired.started_at,
  });
  // It would resolve by itself after 5 min, had it no end.
  expect(Date.parse(alert!.endsAt) - Date.now()).toBeGreaterThan(23 * 3_600_000);
  const shown = await runProgram("amtool", ["alert", "query", `--alertmanager.url=${alertmanager.url}`]);
  expect(shown.output).toContain("BotOffline");
  expect(await tell({ ...fired, kind: "resolved", resolved_at: new Date().toISOString() })).toMatchObject({ sent: 1 });
  expect(await firing()).toEqual([]);
});

it("one that was started anew is told again what fires still, once in five minutes", async () => {
  const fired = noticeOf({ subject: "bot:press-2" });
  await keepIncident(fired);
  await tell(fired);
  await alertmanager.restart();
  expect(await firing()).toEqual([]);
  clock = new Date(Date.now() + 301_000);
  const counts = await Promise.all([1, 2].map(() => deliverPending({ db, env, now: () => clock })));
  expect(counts.reduce((sum, { restated }) => sum + restated, 0)).toBe(1);
  expect(await firing()).toEqual(["bot:press-2"]);
  expect(await deliverPending({ db, env, now: () => clock })).toMatchObject({ restated: 0, sent: 0 });
});
