import { request } from "@playwright/test";
import { seedFleet } from "../support/big-fleet";
import { busyBot, firstIncident } from "./report";
import { walk } from "./walk";

walk({
  name: "a few bots",
  fill: async ({ origin, databaseUrl }) => {
    await seedFleet(databaseUrl(), { bots: 6, days: 3 });
    const client = await request.newContext({ baseURL: origin });
    const { bot, failed } = await busyBot(client);
    const incidentId = await firstIncident(client);
    await client.dispose();
    return { botId: bot, jobId: failed, incidentId, ruleId: "bot-offline" };
  },
});
