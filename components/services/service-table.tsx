import Link from "next/link";
import { type Column, DataTable } from "@/components/ui/table";
import { formatCount, formatPercent } from "@/lib/stats/format";
import type { Service } from "@/lib/stats/services/schema";
import { DEFAULT_SERVICE_SORT } from "@/lib/stats/services/sort";
import { ClassShare } from "./class-share";
import { type ServicesQuery, servicePath, servicesPath, sortedBy } from "./query";
import { told } from "./summaries";

interface ServiceColumn extends Omit<Column, "heading" | "sort"> {
  name: string;
  /** The direction of the first click where the column can be sorted by. */
  first?: "ascending" | "descending";
}

const COLUMNS: ServiceColumn[] = [
  { key: "name", name: "Service", first: "ascending" },
  { key: "requests", name: "Requests", first: "descending", align: "right" },
  { key: "classes", name: "Status", from: "lg" },
  { key: "error_rate", name: "Errors", first: "descending", align: "right" },
  { key: "p50", name: "p50", first: "descending", align: "right", from: "md" },
  { key: "p90", name: "p90", align: "right", from: "xl" },
  { key: "p95", name: "p95", first: "descending", align: "right", from: "sm" },
  { key: "p99", name: "p99", first: "descending", align: "right", from: "md" },
  { key: "cache", name: "Cache hits", first: "descending", align: "right", from: "lg" },
];

/** The services of one page of the list, one row each. */
export function ServiceTable({ services, query }: { services: Service[]; query: ServicesQuery }) {
  return (
    <DataTable
      caption="Services"
      columns={COLUMNS.map((column) => ({ ...column, ...sorting(column, query) }))}
      rows={services.map((service) => ({
        key: service.bot_id,
        cells: {
          name: (
            <Link
              href={servicePath(service.bot_id, query.period)}
              prefetch={false}
              title={service.bot_id}
              className="block max-w-40 truncate font-semibold hover:underline sm:max-w-72"
            >
              {service.name}
            </Link>
          ),
          requests: formatCount(service.requests),
          classes: <ClassShare {...service} />,
          error_rate: <ErrorRate rate={service.error_rate} />,
          p50: told(service.p50_duration_ms),
          p90: told(service.p90_duration_ms),
          p95: told(service.p95_duration_ms),
          p99: told(service.p99_duration_ms),
          cache: formatPercent(service.cache_hit_rate),
        },
      }))}
    />
  );
}

/** A rate of errors, which stands out where there are any. */
export function ErrorRate({ rate }: { rate: number | null }) {
  return <span className={rate ? "font-semibold text-bad" : ""}>{formatPercent(rate)}</span>;
}

function sorting(column: ServiceColumn, query: ServicesQuery): Pick<Column, "heading" | "sort"> {
  if (!column.first) return { heading: column.name };
  const current = query.sort || DEFAULT_SERVICE_SORT;
  const sort = { [column.key]: "ascending", [`-${column.key}`]: "descending" }[current] as Column["sort"];
  return {
    sort,
    heading: (
      <Link
        href={servicesPath(sortedBy(query, column.key, column.first))}
        replace
        scroll={false}
        prefetch={false}
        className="rounded whitespace-nowrap hover:text-text"
      >
        {column.name}
        <span aria-hidden="true" className="inline-block w-3 text-right">
          {sort === "ascending" ? "↑" : sort === "descending" ? "↓" : ""}
        </span>
      </Link>
    ),
  };
}
