import { PeriodPicker } from "@/components/bots/period-picker";
import { PageHeading } from "@/components/console/page-heading";
import { parseServicesQuery, servicesApiQuery } from "@/components/services/query";
import { ServiceList } from "@/components/services/service-list";
import { readServices } from "@/lib/stats/services/read";
import { authorise } from "../authorise";
import { load } from "../load";

export const metadata = { title: "Services" };

/** Every bot that answers requests, with its figures of the period of the URL. */
export default async function ServicesPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  await authorise();
  const query = parseServicesQuery(await searchParams);
  const read = await load((given) => readServices(given, servicesApiQuery(query)));
  if (!read.ok) return read.view;
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-4">
        <PageHeading title="Services">
          How much is asked of each HTTP service, how fast it answers, and how often it fails.
        </PageHeading>
        <div className="mb-4">
          <PeriodPicker home="/services" period={query.period} />
        </div>
      </div>
      <ServiceList key={JSON.stringify(query)} query={query} initial={read.data} />
    </>
  );
}
