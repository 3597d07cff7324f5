import { PageHeading } from "@/components/console/page-heading";
import { listQueryOf, parseQueuesQuery, RANGES } from "@/components/queues/query";
import { QueueHistory } from "@/components/queues/queue-history";
import { QueueList } from "@/components/queues/queue-list";
import { readQueueHistory } from "@/lib/queues/history";
import { listQueues } from "@/lib/queues/list";
import { authorise } from "../authorise";
import { load } from "../load";

export const metadata = { title: "Queues" };

/** Every queue as last sampled, and the one of the URL over time. */
export default async function QueuesPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  await authorise();
  const query = parseQueuesQuery(await searchParams);
  const read = await load(async (given) => {
    const [page, history] = await Promise.all([
      listQueues(given, listQueryOf(query)),
      query.queue === ""
        ? null
        : readQueueHistory(given, query.queue, { hours: String(RANGES[query.range]) }, given.minuteDays),
    ]);
    return { page, history };
  });
  if (!read.ok) return read.view;
  const { page, history } = read.data;
  return (
    <>
      <PageHeading title="Queues">What waits, how long it has waited, and where it is going.</PageHeading>
      <QueueList query={query} initial={page}>
        {history && <QueueHistory key={`${query.queue} ${query.range}`} initial={history} query={query} />}
      </QueueList>
    </>
  );
}
