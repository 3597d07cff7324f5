import { walk } from "./walk";

walk({
  name: "no bot yet",
  fill: async () => ({ botId: "nobody", jobId: "nothing", incidentId: "nothing", ruleId: "bot-offline" }),
});
