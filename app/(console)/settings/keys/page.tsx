import { KeyList } from "@/components/settings/keys/key-list";
import { keyCursor, keyPosition, keyView } from "@/lib/access/key-schema";
import { listKeys } from "@/lib/access/keys";
import { authorise } from "../../authorise";
import { load } from "../../load";
import { firstOf, type Search } from "../search";

export const metadata = { title: "API keys" };

const PER_PAGE = 50;

/** The keys by which bots report and scripts read. */
export default async function KeysPage({ searchParams }: { searchParams: Promise<Search> }) {
  await authorise("keys.manage");
  const cursor = firstOf((await searchParams).cursor);
  const page = await load(async ({ db }) => {
    const { keys, next } = await listKeys({ db }, { limit: PER_PAGE, ...(cursor && { after: keyPosition(cursor) }) });
    return { keys: keys.map(keyView), next_cursor: next && keyCursor(next) };
  });
  if (!page.ok) return page.view;
  return <KeyList initial={page.data} cursor={cursor} />;
}
