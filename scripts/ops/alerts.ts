import type { Incident } from "@/lib/alerts/incident";
import { API_OPTIONS, API_USAGE, type Api, apiOf, get } from "./api";
import { section, table } from "./print";
import { type Command, options } from "./usage";

const MOST = 200;

export const alertsList: Command = {
  summary: "lists the alerts that fire; exits with 1 while one of severity critical does",
  usage: `alerts-list [--all] [--url URL] [--key KEY]
  --all       those that ended, too (the last ${MOST})
${API_USAGE}`,
  async run(args) {
    const { all, ...access } = options(args, { ...API_OPTIONS, all: { type: "boolean" } });
    const incidents = await listIncidents(apiOf(access), all === true);
    console.log(incidentsReport(incidents));
    return incidents.some(({ status, severity }) => status === "firing" && severity === "critical") ? 1 : 0;
  },
};

export async function listIncidents(api: Api, withResolved: boolean): Promise<Incident[]> {
  const query = withResolved ? `limit=${MOST}` : `status=firing&limit=${MOST}`;
  return (await get<{ incidents: Incident[] }>(api, `/api/incidents?${query}`)).incidents;
}

export function incidentsReport(incidents: Incident[]): string {
  const rows = incidents.map((one) => [
    ...[one.severity, one.status, one.fired_at, one.acknowledged_by ?? (one.acknowledged_at ? "yes" : null)],
    ...[one.rule_name, one.subject, one.summary, one.id],
  ]);
  const head = ["SEVERITY", "STATUS", "SINCE", "ACKNOWLEDGED", "RULE", "SUBJECT", "SUMMARY", "ID"];
  return section("Alerts", table(head, rows));
}
