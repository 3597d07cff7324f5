import { PageHeading } from "@/components/console/page-heading";
import { parseChannels } from "@/components/live/entries";
import { Feed } from "@/components/live/feed";
import { authorise } from "../authorise";

export const metadata = { title: "Live" };

/** What happens now: the feed of events, as they are stored. */
export default async function LivePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  await authorise();
  const channels = parseChannels((await searchParams).channels);
  return (
    <>
      <PageHeading title="Live">Jobs, messages, errors and checks as they are stored, newest first.</PageHeading>
      <Feed key={channels.join()} channels={channels} initial={[]} since={null} />
    </>
  );
}
