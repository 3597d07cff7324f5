import { TargetList } from "@/components/settings/scrape/target-list";
import { listTargets } from "@/lib/scrape/targets";
import { authorise } from "../../authorise";
import { load } from "../../load";
import { firstOf, type Search } from "../search";

export const metadata = { title: "Scrape targets" };

const PER_PAGE = 50;

/** The services whose Prometheus metrics are imported. */
export default async function ScrapePage({ searchParams }: { searchParams: Promise<Search> }) {
  await authorise("bots.manage");
  const cursor = firstOf((await searchParams).cursor);
  const page = await load(({ db }) => listTargets({ db }, { limit: PER_PAGE, ...(cursor && { cursor }) }));
  return page.ok ? <TargetList initial={page.data} cursor={cursor} /> : page.view;
}
