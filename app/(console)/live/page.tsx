import { PageHeading } from "@/components/console/page-heading";
import { isMessagesOnly, KEPT } from "@/components/live/entries";
import { Feed } from "@/components/live/feed";
import { parseEventKey, parseLiveQuery } from "@/components/live/query";
import { may } from "@/lib/access/roles";
import { eventOf, newestEvents } from "@/lib/events/feed/newest";
import { authorise } from "../authorise";
import { load } from "../load";

export const metadata = { title: "Live" };

const FIRST_EVENTS = 100;

/** What happens now: the feed of events, as they are stored. */
export default async function LivePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const operator = await authorise();
  const search = await searchParams;
  const query = parseLiveQuery(search);
  const { channels, bot, type } = query;
  const key = parseEventKey(search.event);
  const read = await load(async (given) => {
    const filter = { channels, botId: bot || null, type: type || null };
    const newest = newestEvents(given, filter, isMessagesOnly(channels) ? KEPT : FIRST_EVENTS);
    return { ...(await newest), chosen: key && (await eventOf(given, key)) };
  });
  if (!read.ok) return read.view;
  const { events, since, chosen } = read.data;
  return (
    <>
      <PageHeading title="Live">Jobs, messages, errors and checks as they are stored, newest first.</PageHeading>
      <Feed
        query={query}
        initial={events}
        since={since}
        chosen={chosen}
        mayReveal={may(operator.role, "messages.read")}
      />
    </>
  );
}
