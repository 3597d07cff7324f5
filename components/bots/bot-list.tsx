"use client";
import Link from "next/link";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import type { BotPage } from "@/lib/bots/bot";
import type { ViewList } from "@/lib/views/view";
import { BotFilters } from "./bot-filters";
import { BotTable } from "./bot-table";
import { Pager } from "./pager";
import { type BotListQuery, botListSearch, isFiltered } from "./query";
import { SavedViews } from "./saved-views";
import { useRowKeys } from "./use-row-keys";

/**
 * The list of bots: saved views, filters, table, paging; refreshed every few seconds.
 * @param mayManage whether this operator may save views
 */
export function BotList({
  query,
  initial,
  views,
  mayManage,
}: {
  query: BotListQuery;
  initial: BotPage;
  views: ViewList;
  mayManage: boolean;
}) {
  const { data, stale } = useRefreshed(`/api/bots${botListSearch(query)}`, initial);
  useRowKeys();
  return (
    <div className="flex flex-col gap-3">
      <StaleNotice stale={stale} />
      <SavedViews initial={views} search={botListSearch({ ...query, page: "" })} maySave={mayManage} />
      <BotFilters query={query} choices={data.choices} />
      <Card flush>
        {data.bots.length > 0 ? <BotTable bots={data.bots} query={query} /> : <NoMatch query={query} />}
      </Card>
      <Pager query={query} matching={data.matching} total={data.total} />
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
