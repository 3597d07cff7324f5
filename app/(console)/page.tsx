import { PageHeading } from "@/components/console/page-heading";
import { CHANNELS } from "@/components/live/entries";
import { MOST_EVENTS } from "@/components/overview/headline";
import { Overview } from "@/components/overview/overview";
import { newestEvents } from "@/lib/events/feed/newest";
import { readDashboard } from "@/lib/stats/dashboard/read";
import { readProcess } from "@/lib/telemetry/process";
import { authorise } from "./authorise";
import { FirstRunHere } from "./first-run";
import { load } from "./load";

export const metadata = { title: "Overview" };

/** All at a glance: how Rollcall and what bots depend on are, what was done, which bots and queues need a look. */
export default async function OverviewPage() {
  await authorise();
  const read = await load(async (given) => {
    const [dashboard, newest] = await Promise.all([
      readDashboard(given, readProcess()),
      newestEvents(given, { channels: [...CHANNELS], botId: null }, MOST_EVENTS),
    ]);
    return { dashboard, newest };
  });
  if (!read.ok) return read.view;
  const { dashboard, newest } = read.data;
  if (dashboard.fleet.bots.total === 0) {
    return (
      <>
        <PageHeading title="Overview">How everything is, at a glance.</PageHeading>
        <FirstRunHere />
      </>
    );
  }
  return <Overview initial={dashboard} events={newest.events} since={newest.since} />;
}
