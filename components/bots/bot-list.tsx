"use client";
import Link from "next/link";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import type { BotPage } from "@/lib/bots/bot";
import { formatCount } from "@/lib/stats/format";
import { BotFilters } from "./bot-filters";
import { BotTable } from "./bot-table";
import { type BotListQuery, botListSearch, isFiltered } from "./query";

/** The list of bots: filters, table, paging; refreshed every few seconds. */
export function BotList({ query, initial }: { query: BotListQuery; initial: BotPage }) {
  const { data, stale } = useRefreshed(`/api/bots${botListSearch(query)}`, initial);
  const tags = [...new Set([...data.bots.flatMap((bot) => bot.tags), query.tag])].filter(Boolean).sort();
  return (
    <div className="flex flex-col gap-3">
      <StaleNotice stale={stale} />
      <BotFilters query={query} tags={tags} />
      <Card flush>
        {data.bots.length > 0 ? <BotTable bots={data.bots} query={query} /> : <NoMatch query={query} />}
      </Card>
      <p className="text-xs text-faint">
        {data.matching === data.total
          ? `${formatCount(data.total)} ${data.total === 1 ? "bot" : "bots"}`
          : `${formatCount(data.matching)} of ${formatCount(data.total)} bots match`}
      </p>
      <Paging query={query} next={data.next_cursor} />
    </div>
  );
}

function NoMatch({ query }: { query: BotListQuery }) {
  const first = (
    <Link href="/bots" className={buttonClass()}>
      Show all bots
    </Link>
  );
  return isFiltered(query) ? (
    <State shape="ring" title="No bot matches these filters" action={first}>
      There are bots, but none of them fits the search and filters above. Widen them, or show all.
    </State>
  ) : (
    <State shape="dash" title="No more bots" action={first}>
      This page lies behind the end of the list.
    </State>
  );
}

function Paging({ query, next }: { query: BotListQuery; next: string | null }) {
  if (!next && !query.cursor) return null;
  return (
    <nav aria-label="Pages of the list" className="flex justify-end gap-2 print:hidden">
      {query.cursor && (
        <Link href={`/bots${botListSearch({ ...query, cursor: "" })}`} className={buttonClass()}>
          First page
        </Link>
      )}
      {next && (
        <Link href={`/bots${botListSearch({ ...query, cursor: next })}`} className={buttonClass()}>
          Next page
        </Link>
      )}
    </nav>
  );
}
