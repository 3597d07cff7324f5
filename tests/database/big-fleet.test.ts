import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedFleet } from "../support/big-fleet";
import { freshDatabase, type TestDatabase } from "../support/postgres";

/** All that a grain counted from an instant on, by series, as its view tells it. */
function counted(database: TestDatabase, grain: string, from = new Date(0)) {
  return database.query(
    `select bot_id, series, label, sum(n) as n, sum(failed) as failed, sum(measured) as measured, sum(submitted) as submitted, sum(sum) as sum,
       min(min) as min, max(max) as max, (select array_agg(b || ' x ' || c order by b) from (
         select element >> 32 as b, sum(element & 4294967295) as c from rollup_${grain}_live as l cross join unnest(hist) as element
         where (l.bot_id, l.series, l.label) = (r.bot_id, r.series, r.label) and l.bucket >= $1 group by 1) as cell) as hist
     from rollup_${grain}_live as r where bucket >= $1 group by 1, 2, 3 order by 1, 2, 3`,
    [from],
  );
}

describe.each([
  ["in the middle of an hour", "2026-11-30T14:31:20.500Z"],
  ["in the first minute of a year", "2027-01-01T00:00:20.500Z"],
])("a fleet seeded %s", (_, time) => {
  let database: TestDatabase;
  const now = new Date(time);

  beforeAll(async () => {
    database = await freshDatabase();
    await seedFleet(database.url, { bots: 60, days: 40, now });
  });
  afterAll(() => database?.drop());

  it("counts the same in hours, days and months", async () => {
    const hours = await counted(database, "hour");
    expect(hours.length).toBeGreaterThan(200);
    expect(await counted(database, "day")).toEqual(hours);
    expect(await counted(database, "month")).toEqual(hours);
  });

  it("counts the same in minutes and hours for the last week", async () => {
    const from = new Date(Math.floor(now.getTime() / 3_600_000 - 6 * 24) * 3_600_000);
    expect(await counted(database, "minute", from)).toEqual(await counted(database, "hour", from));
  });

  it("has the runs and messages of its last hours", async () => {
    const from = new Date(Math.floor(now.getTime() / 3_600_000 - 5) * 3_600_000);
    const told = await database.query(
      `select series, bot_id, sum(n)::integer as n, sum(failed)::integer as failed, sum(sum) as ms from rollup_minute_live
       where series in ('job', 'message') and bucket >= $1 group by 1, 2 order by 1, 2`,
      [from],
    );
    const raw = await database.query(
      `select case type when 'job.finished' then 'job' else 'message' end as series, bot_id, count(*)::integer as n,
         (count(*) filter (where (data->>'failed')::boolean or data->>'status' = 'failed'))::integer as failed,
         sum(coalesce(data->>'duration_ms', data->>'response_time_ms')::float8) as ms
       from events where type in ('job.finished', 'message.processed') and time >= $1 group by 1, 2 order by 1, 2`,
      [from],
    );
    expect(raw.length).toBeGreaterThan(40);
    expect(raw).toEqual(told);
  });

  it("counts each message with its user", async () => {
    const [{ difference } = {}] = await database.query(
      `select (select sum(messages) from user_days) - (select sum(n) from rollup_day_live where series = 'message') as difference`,
    );
    expect(Number(difference)).toBe(0);
  });
});
