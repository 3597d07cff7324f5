import Link from "next/link";
import { zoneName } from "@/components/console/time-zone";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import type { AuditView } from "@/lib/access/audit-schema";
import { CursorPaging } from "../cursor-paging";
import { AuditFilters, type AuditQuery } from "./audit-filters";
import { AuditTable } from "./audit-table";

const PATH = "/settings/audit";

/** The audit log: filters, entries, paging. */
export function AuditList({
  page,
  query,
  cursor,
  zone,
}: {
  page: { entries: AuditView[]; next_cursor: string | null };
  query: AuditQuery;
  cursor: string;
  zone: string;
}) {
  const keep = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));
  return (
    <div className="flex flex-col gap-3">
      <AuditFilters query={query} />
      <Card flush>
        {page.entries.length > 0 ? (
          <AuditTable entries={page.entries} zone={zone} />
        ) : (
          <Nothing isFiltered={Object.keys(keep).length > 0} isLater={cursor !== ""} />
        )}
      </Card>
      <p className="text-xs text-faint">
        Newest first, in the time of {zoneName(zone)}. Entries are never changed or removed.
      </p>
      <CursorPaging path={PATH} cursor={cursor} next={page.next_cursor} keep={keep} />
    </div>
  );
}

function Nothing({ isFiltered, isLater }: { isFiltered: boolean; isLater: boolean }) {
  const all = (
    <Link href={PATH} className={buttonClass()}>
      Show all entries
    </Link>
  );
  if (isFiltered) {
    return (
      <State shape="ring" title="No entry matches these filters" action={all}>
        There may be others: widen the filters, or show all.
      </State>
    );
  }
  if (isLater) {
    return (
      <State shape="dash" title="No more entries" action={all}>
        This page lies behind the end of the log.
      </State>
    );
  }
  return (
    <State shape="dash" title="Nothing has been changed yet">
      Every change, every sign-in and every refusal is written here as it happens.
    </State>
  );
}
