import { PageHeading } from "@/components/console/page-heading";
import { KEPT, parseChannels } from "@/components/live/entries";
import { Feed } from "@/components/live/feed";
import { newestEvents } from "@/lib/events/feed/newest";
import { authorise } from "../authorise";
import { load } from "../load";

export const metadata = { title: "Live" };

/** What happens now: the feed of events, as they are stored. */
export default async function LivePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  await authorise();
  const channels = parseChannels((await searchParams).channels);
  const newest = await load((given) => newestEvents(given, { channels, botId: null }, KEPT));
  if (!newest.ok) return newest.view;
  return (
    <>
      <PageHeading title="Live">Jobs, messages, errors and checks as they are stored, newest first.</PageHeading>
      <Feed key={channels.join()} channels={channels} initial={newest.data.events} since={newest.data.since} />
    </>
  );
}
