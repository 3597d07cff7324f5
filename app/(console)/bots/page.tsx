import { BotList } from "@/components/bots/bot-list";
import { parseBotListQuery } from "@/components/bots/query";
import { PageHeading } from "@/components/console/page-heading";
import { listBots } from "@/lib/bots/list";
import { authorise } from "../authorise";
import { FirstRunHere } from "../first-run";
import { load } from "../load";

export const metadata = { title: "Bots" };

/** Every bot: what it does now, how it did in the last 24 hours. */
export default async function BotsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  await authorise();
  const query = parseBotListQuery(await searchParams);
  const page = await load((given) => listBots(given, { ...query }));
  if (!page.ok) return page.view;
  return (
    <>
      <PageHeading title="Bots">
        Every bot that has reported, as it is now. Rates, throughput and p95 are of the last 24 hours.
      </PageHeading>
      {page.data.total === 0 ? <FirstRunHere /> : <BotList query={query} initial={page.data} />}
    </>
  );
}
