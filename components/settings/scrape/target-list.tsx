"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import type { TargetList as Targets } from "@/lib/scrape/target";
import { CursorPaging } from "../cursor-paging";
import { ManageTarget } from "./manage-target";
import { NewTarget } from "./new-target";
import { TargetTable } from "./target-table";

const EVERY_MS = 10_000;

/** What is open over the list. */
type Open = { what: "new" } | { what: "manage"; id: string } | null;

/** The services whose Prometheus metrics are imported: added, changed, tried, deleted. */
export function TargetList({ initial, cursor }: { initial: Targets; cursor: string }) {
  const router = useRouter();
  const path = `/api/scrape-targets${cursor && `?${new URLSearchParams({ cursor })}`}`;
  const { data, stale, refresh } = useRefreshed(path, initial, EVERY_MS);
  const [open, setOpen] = useState<Open>(null);
  const managed = open?.what === "manage" ? data.targets.find(({ id }) => id === open.id) : undefined;
  const changed = () => {
    refresh();
    router.refresh();
  };
  const add = <Button onClick={() => setOpen({ what: "new" })}>New target</Button>;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-[0.8125rem] text-muted">
        Services that report nothing themselves but have Prometheus metrics: Rollcall reads their request counter and
        duration histogram, and shows them under Services like all others.
      </p>
      <StaleNotice stale={stale} />
      <Card
        title="Scrape targets"
        flush
        aside={
          <Button kind="primary" onClick={() => setOpen({ what: "new" })}>
            New target
          </Button>
        }
      >
        {data.targets.length > 0 ? (
          <TargetTable targets={data.targets} manage={(id) => setOpen({ what: "manage", id })} />
        ) : (
          <State shape="ring" title={cursor ? "No more targets" : "No target yet"} action={add}>
            {cursor
              ? "This page lies behind the end of the list."
              : "Name the address of a service's metrics here. Its first scrape sets the base; requests count from then on."}
          </State>
        )}
      </Card>
      <CursorPaging path="/settings/scrape" cursor={cursor} next={data.next_cursor} />
      {open?.what === "new" && <NewTarget onMade={changed} onClose={() => setOpen(null)} />}
      {managed && <ManageTarget target={managed} onChanged={changed} onClose={() => setOpen(null)} />}
    </div>
  );
}
