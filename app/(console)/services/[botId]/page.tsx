import { parsePeriod, periodQuery } from "@/components/bots/range";
import { ServiceView } from "@/components/services/service-view";
import { readService } from "@/lib/stats/services/read";
import { authorise } from "../../authorise";
import { load } from "../../load";

interface Props {
  params: Promise<{ botId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Pick<Props, "params">) {
  return { title: decodeURIComponent((await params).botId) };
}

/** One HTTP service over the period of the URL. */
export default async function ServicePage({ params, searchParams }: Props) {
  await authorise();
  const botId = decodeURIComponent((await params).botId);
  const period = parsePeriod(await searchParams);
  const read = await load((given) => readService(given, botId, periodQuery(period)));
  if (!read.ok) return read.view;
  return <ServiceView key={JSON.stringify(period)} initial={read.data} period={period} />;
}
