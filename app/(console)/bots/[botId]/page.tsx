import { MOST_INCIDENTS } from "@/components/bots/bot-incidents";
import { BotView } from "@/components/bots/bot-view";
import { parsePeriod, periodQuery } from "@/components/bots/range";
import { may } from "@/lib/access/roles";
import { listIncidents } from "@/lib/alerts/incidents";
import { incidentQuerySchema } from "@/lib/alerts/incidents/query";
import { readBotDetail } from "@/lib/bots/detail";
import { readErrorGroups } from "@/lib/jobs/errors/read";
import { readBotStats } from "@/lib/stats/bot-stats";
import { parseStatsRange } from "@/lib/stats/range";
import { readBotResources } from "@/lib/stats/resources/read";
import { readBotUptime } from "@/lib/stats/uptime/read";
import { authorise } from "../../authorise";
import { load } from "../../load";

interface Props {
  params: Promise<{ botId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Pick<Props, "params">) {
  return { title: decodeURIComponent((await params).botId) };
}

/** One bot: how it is, how it did in the period of the URL, what it reports. */
export default async function BotPage({ params, searchParams }: Props) {
  const operator = await authorise();
  const botId = decodeURIComponent((await params).botId);
  const period = parsePeriod(await searchParams);
  const read = await load(async (given) => {
    const range = parseStatsRange(periodQuery(period), given.now);
    const [bot, stats, uptime, resources, errors, { incidents }] = await Promise.all([
      readBotDetail(given, botId),
      readBotStats(given, botId, range),
      readBotUptime(given, botId, range),
      readBotResources(given, botId, range),
      readErrorGroups(given, botId, range),
      listIncidents(given, incidentQuerySchema.parse({ bot_id: botId, limit: MOST_INCIDENTS })),
    ]);
    return { bot, stats, uptime, resources, errors, incidents: { incidents } };
  });
  if (!read.ok) return read.view;
  return (
    <BotView
      key={JSON.stringify(period)}
      read={read.data}
      period={period}
      mayManage={may(operator.role, "bots.manage")}
    />
  );
}
