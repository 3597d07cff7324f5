import { HistoryList } from "@/components/alerts/history-list";
import { parseHistoryQuery } from "@/components/alerts/history-query";
import { listIncidents, summariseIncidents } from "@/lib/alerts/incidents";
import { incidentCursor, incidentQuerySchema } from "@/lib/alerts/incidents/query";
import { authorise } from "../../authorise";
import { load } from "../../load";

const DAY_MS = 86_400_000;

export const metadata = { title: "Alert history" };

/** What has fired. */
export default async function AlertHistoryPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  await authorise();
  const query = parseHistoryQuery(await searchParams);
  const read = await load(async ({ db, now }) => {
    const from = new Date(now.getTime() - Number(query.days) * DAY_MS);
    const { days: _, ...asked } = query;
    const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ""));
    const [page, summary] = await Promise.all([
      listIncidents({ db }, incidentQuerySchema.parse({ ...given, from: from.toISOString() })),
      summariseIncidents({ db, now }, { from }),
    ]);
    return { ...page, summary };
  });
  if (!read.ok) return read.view;
  const { incidents, next, summary } = read.data;
  return <HistoryList query={query} incidents={incidents} next={next && incidentCursor(next)} summary={summary} />;
}
