import { BotView } from "@/components/bots/bot-view";
import { parseRange, RANGES } from "@/components/bots/range";
import { readBotDetail } from "@/lib/bots/detail";
import { readBotStats } from "@/lib/stats/bot-stats";
import { parseStatsRange } from "@/lib/stats/range";
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
  await authorise();
  const botId = decodeURIComponent((await params).botId);
  const range = parseRange((await searchParams).range);
  const read = await load(async (given) => ({
    bot: await readBotDetail(given, botId),
    stats: await readBotStats(given, botId, parseStatsRange({ hours: String(RANGES[range]) }, given.now)),
  }));
  if (!read.ok) return read.view;
  return <BotView key={range} bot={read.data.bot} stats={read.data.stats} range={range} />;
}
