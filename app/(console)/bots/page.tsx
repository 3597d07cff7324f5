import { BotList } from "@/components/bots/bot-list";
import { PAGE_SIZE, parseBotListQuery } from "@/components/bots/query";
import { PageHeading } from "@/components/console/page-heading";
import { may } from "@/lib/access/roles";
import { listBots } from "@/lib/bots/list";
import { listViews } from "@/lib/views/views";
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
  const operator = await authorise();
  const query = parseBotListQuery(await searchParams);
  const read = await load(async (given) => {
    const [page, views] = await Promise.all([
      listBots(given, { ...query, limit: String(PAGE_SIZE) }),
      listViews(given, "bots", operator.id),
    ]);
    return { page, views: { views } };
  });
  if (!read.ok) return read.view;
  const { page, views } = read.data;
  return (
    <>
      <PageHeading title="Bots">
        Every bot that has reported, as it is now. Rates, throughput and p95 are of the last 24 hours.
      </PageHeading>
      {page.total === 0 ? (
        <FirstRunHere />
      ) : (
        <BotList query={query} initial={page} views={views} mayManage={may(operator.role, "bots.manage")} />
      )}
    </>
  );
}
