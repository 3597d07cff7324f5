import { cookies } from "next/headers";
import { AnalyticsView } from "@/components/analytics/analytics-view";
import { parseAnalyticsQuery } from "@/components/analytics/query";
import { apiSearch, grainsFor, spanOf, usersSearch } from "@/components/analytics/span";
import { parseTimeZone, TIME_ZONE_COOKIE } from "@/components/console/time-zone";
import { readOverview } from "@/lib/stats/analytics/overview";
import { parseAnalyticsPeriod } from "@/lib/stats/analytics/period";
import { readTimeline } from "@/lib/stats/analytics/timeline";
import { readUsers } from "@/lib/stats/analytics/users";
import { authorise } from "../authorise";
import { load } from "../load";

export const metadata = { title: "Analytics" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What a fleet or a bot did in the period of the URL, in the reader's time zone. */
export default async function AnalyticsPage({ searchParams }: Props) {
  await authorise();
  const query = parseAnalyticsQuery(await searchParams);
  const own = parseTimeZone((await cookies()).get(TIME_ZONE_COOKIE)?.value);
  const zone = query.tz ? parseTimeZone(query.tz) : own;
  const now = new Date();
  const span = spanOf(query, now, zone);
  const search = apiSearch(span, query, zone);
  const read = await load(async (given) => {
    const period = parseAnalyticsPeriod(Object.fromEntries(new URLSearchParams(search)), given.now);
    const [overview, timeline, users] = await Promise.all([
      readOverview(given, period),
      readTimeline(given, period),
      readUsers(given, period, Object.fromEntries(new URLSearchParams(usersSearch(search, query)))),
    ]);
    return { overview, timeline, users };
  });
  if (!read.ok) return read.view;
  return (
    <AnalyticsView key={search} given={read.data} query={query} search={search} grains={grainsFor(span)} own={own} />
  );
}
