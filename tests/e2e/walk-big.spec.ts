import { request } from "@playwright/test";
import { botOf, seedFleet } from "../support/big-fleet";
import { once } from "../support/once";
import { firstIncident } from "./report";
import { walk } from "./walk";

walk({
  name: "2,000 bots",
  fill: async ({ origin, databaseUrl }) => {
    await seedFleet(databaseUrl(), { bots: 2000, days: 2 });
    // The last of 2,000 is a worker, and among its runs is one that failed.
    const botId = botOf(2000);
    const [job] = await once<{ id: string }>(
      databaseUrl(),
      "select job_id as id from job_runs where bot_id = $1 order by outcome = 'failed' desc nulls last, finished_at desc limit 1",
      [botId],
    );
    if (!job) throw new Error(`${botId} has no job`);
    const client = await request.newContext({ baseURL: origin });
    const incidentId = await firstIncident(client);
    await client.dispose();
    return { botId, jobId: job.id, incidentId, ruleId: "bot-offline" };
  },
});
