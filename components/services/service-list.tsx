"use client";
import Link from "next/link";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyBlock } from "@/components/ui/copy-block";
import { SearchField } from "@/components/ui/field";
import { State } from "@/components/ui/state";
import { formatCount } from "@/lib/stats/format";
import type { ServiceList as List } from "@/lib/stats/services/schema";
import { RequestStats } from "./figures";
import { periodSearch, type ServicesQuery, servicesApiQuery, servicesPath } from "./query";
import { ServiceTable } from "./service-table";

const EVERY_MS = 15_000;

const SAMPLE =
  '{"type":"request.handled","bot_id":"my-api","data":{"method":"GET","route":"/orders/:id","status_code":200,"duration_ms":12,"cache":"hit"}}';

/** All services of a period: what they did together, then each; refreshed every few seconds. */
export function ServiceList({ query, initial }: { query: ServicesQuery; initial: List }) {
  const { data, stale } = useRefreshed(
    `/api/services?${new URLSearchParams(servicesApiQuery(query))}`,
    initial,
    EVERY_MS,
  );
  if (data.total === 0) return <NoService />;
  return (
    <div className="flex flex-col gap-4">
      <StaleNotice stale={stale} />
      <RequestStats label="All services together" figures={data.totals} />
      <div className="flex flex-col gap-3">
        <Search query={query} />
        <Card flush>
          {data.services.length > 0 ? (
            <ServiceTable services={data.services} query={query} />
          ) : (
            <NoMatch query={query} />
          )}
        </Card>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p className="text-xs text-faint">
            {data.matching === data.total
              ? `${formatCount(data.total)} ${data.total === 1 ? "service" : "services"}`
              : `${formatCount(data.matching)} of ${formatCount(data.total)} services match`}
            . Percentiles are within 2 %; errors are answers with 5xx.
          </p>
          <Paging query={query} next={data.next_cursor} />
        </div>
      </div>
    </div>
  );
}

/** A form of method GET: it needs no JavaScript, and the URL has it all. */
function Search({ query }: { query: ServicesQuery }) {
  const kept = { ...periodSearch(query.period), ...(query.sort && { sort: query.sort }) };
  return (
    <form action="/services" method="get" className="flex flex-wrap items-center gap-2 print:hidden">
      <SearchField key={query.q} label="Search services" name="q" defaultValue={query.q} />
      {Object.entries(kept).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" className={buttonClass()}>
        Search
      </button>
    </form>
  );
}

function NoService() {
  return (
    <Card>
      <State shape="ring" title="No request was handled in this period">
        A service is here as soon as it reports the requests that it answers, by sending this to{" "}
        <code>POST /api/events</code>; or choose a longer period above.
      </State>
      <div className="mx-auto -mt-6 max-w-3xl pb-6">
        <CopyBlock label="An event that reports a request" text={SAMPLE} />
      </div>
    </Card>
  );
}

function NoMatch({ query }: { query: ServicesQuery }) {
  return (
    <State
      shape="ring"
      title={query.q ? "No service matches" : "No more services"}
      action={
        <Link href={servicesPath({ ...query, q: "", cursor: "" })} className={buttonClass()}>
          Show all services
        </Link>
      }
    >
      {query.q
        ? "There are services, but none of them fits the search above."
        : "This page lies behind the end of the list."}
    </State>
  );
}

function Paging({ query, next }: { query: ServicesQuery; next: string | null }) {
  if (!next && !query.cursor) return null;
  return (
    <nav aria-label="Pages of the list" className="flex gap-2 print:hidden">
      {query.cursor && (
        <Link href={servicesPath({ ...query, cursor: "" })} className={buttonClass()}>
          First page
        </Link>
      )}
      {next && (
        <Link href={servicesPath({ ...query, cursor: next })} className={buttonClass()}>
          Next page
        </Link>
      )}
    </nav>
  );
}
