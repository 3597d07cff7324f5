"use client";
import Link from "next/link";
import { PeriodPicker } from "@/components/bots/period-picker";
import { type Period, periodQuery } from "@/components/bots/range";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import { DataTable } from "@/components/ui/table";
import { formatCount, formatPercent } from "@/lib/stats/format";
import type { Endpoint, ServiceDetail } from "@/lib/stats/services/schema";
import { ClassShare } from "./class-share";
import { RequestStats } from "./figures";
import { servicePath, servicesPath } from "./query";
import { ServiceCharts } from "./service-charts";
import { ErrorRate } from "./service-table";
import { told } from "./summaries";

const EVERY_MS = 15_000;

/** One service over a period: its figures, its course, its endpoints. */
export function ServiceView({ initial, period }: { initial: ServiceDetail; period: Period }) {
  const id = encodeURIComponent(initial.bot_id);
  const path = `/api/services/${id}?${new URLSearchParams(periodQuery(period))}`;
  const { data, stale } = useRefreshed(path, initial, EVERY_MS);
  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <p className="text-xs text-muted">
            <Link
              href={servicesPath({ q: "", sort: "", cursor: "", period })}
              className="rounded hover:text-text hover:underline"
            >
              Services
            </Link>
          </p>
          <h1 className="mt-0.5 truncate text-lg font-semibold">{data.name}</h1>
          <p className="mt-0.5 text-[0.8125rem] text-muted">
            Requests that it reported.{" "}
            <Link href={`/bots/${id}`} prefetch={false} className="rounded underline hover:text-text">
              The bot's own page
            </Link>
          </p>
        </div>
        <PeriodPicker home={servicePath(data.bot_id, { name: "24h" })} period={period} />
      </header>
      <StaleNotice stale={stale} />
      <RequestStats label="Requests of the period" figures={data.totals} />
      {data.totals.requests === 0 ? <NoRequest /> : <ServiceCharts detail={data} />}
      {data.endpoints.length > 0 && <Endpoints detail={data} />}
    </div>
  );
}

function NoRequest() {
  return (
    <Card>
      <State shape="ring" title="No request in this period">
        This bot reported no request that it handled in the period above. Choose a longer one.
      </State>
    </Card>
  );
}

function Endpoints({ detail }: { detail: ServiceDetail }) {
  const { endpoints, endpoints_total } = detail;
  const more = endpoints_total > endpoints.length ? `The ${formatCount(endpoints.length)} busiest of ` : "";
  return (
    <Card
      title="Endpoints"
      aside={<span className="text-xs text-faint">{`${more}${formatCount(endpoints_total)}`}</span>}
      flush
    >
      <DataTable
        caption="Requests by endpoint"
        columns={[
          { key: "endpoint", heading: "Endpoint" },
          { key: "requests", heading: "Requests", align: "right" },
          { key: "classes", heading: "Status", from: "lg" },
          { key: "errors", heading: "Errors", align: "right" },
          { key: "p50", heading: "p50", align: "right", from: "md" },
          { key: "p90", heading: "p90", align: "right", from: "lg" },
          { key: "p95", heading: "p95", align: "right", from: "sm" },
          { key: "p99", heading: "p99", align: "right", from: "md" },
          { key: "cache", heading: "Cache hits", align: "right", from: "lg" },
        ]}
        rows={endpoints.map((endpoint) => ({ key: endpoint.endpoint, cells: cellsOf(endpoint) }))}
      />
    </Card>
  );
}

function cellsOf(endpoint: Endpoint): Record<string, React.ReactNode> {
  return {
    endpoint: (
      <code title={endpoint.endpoint} className="block max-w-44 truncate text-xs sm:max-w-96">
        {endpoint.endpoint}
      </code>
    ),
    requests: formatCount(endpoint.requests),
    classes: <ClassShare {...endpoint} />,
    errors: <ErrorRate rate={endpoint.error_rate} />,
    p50: told(endpoint.p50_duration_ms),
    p90: told(endpoint.p90_duration_ms),
    p95: told(endpoint.p95_duration_ms),
    p99: told(endpoint.p99_duration_ms),
    cache: formatPercent(endpoint.cache_hit_rate),
  };
}
