"use client";
import Link from "next/link";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Tag } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import type { JobPage } from "@/lib/jobs/job";
import { JobFilters } from "./job-filters";
import { JobTable } from "./job-table";
import { isFiltered, type JobListQuery, jobListSearch } from "./query";

/**
 * A bot's jobs by page, the last first, with filters that stand in the URL.
 * @param types job types to offer
 */
export function JobList({
  botId,
  query,
  initial,
  types,
}: {
  botId: string;
  query: JobListQuery;
  initial: JobPage;
  types: string[];
}) {
  const home = `/bots/${encodeURIComponent(botId)}/jobs`;
  const { data, stale } = useRefreshed(`/api${home}${jobListSearch(query)}`, initial, 10_000);
  const searchedOn = data.jobs.length === 0 && data.next_cursor !== null;
  return (
    <div className="flex flex-col gap-3">
      <StaleNotice stale={stale} />
      <JobFilters home={home} query={query} types={types} />
      {query.error && (
        <p className="flex flex-wrap items-center gap-2 text-xs text-muted">
          Only jobs that failed by one error <Tag>{query.error}</Tag>
          <Link
            href={`${home}${jobListSearch({ ...query, error: "", cursor: "" })}`}
            prefetch={false}
            className="font-medium text-accent hover:underline"
          >
            Show all errors
          </Link>
        </p>
      )}
      <Card flush>
        {data.jobs.length > 0 ? (
          <JobTable botId={botId} jobs={data.jobs} running={query.status === "running"} />
        ) : (
          <NoJob query={query} home={home} goesOn={searchedOn} />
        )}
      </Card>
      {(data.next_cursor || query.cursor) && (
        <nav aria-label="Pages of the list" className="flex justify-end gap-2 print:hidden">
          {query.cursor && (
            <Link href={`${home}${jobListSearch({ ...query, cursor: "" })}`} prefetch={false} className={buttonClass()}>
              First page
            </Link>
          )}
          {data.next_cursor && (
            <Link
              href={`${home}${jobListSearch({ ...query, cursor: data.next_cursor })}`}
              prefetch={false}
              className={buttonClass()}
            >
              {searchedOn ? "Search further back" : "Next page"}
            </Link>
          )}
        </nav>
      )}
    </div>
  );
}

function NoJob({ query, home, goesOn }: { query: JobListQuery; home: string; goesOn: boolean }) {
  if (goesOn) {
    return (
      <State shape="ring" title="Not among the newest failures">
        Many runs failed by other errors. Older ones have not been looked through yet.
      </State>
    );
  }
  const all = (
    <Link href={home} prefetch={false} className={buttonClass()}>
      Show all jobs
    </Link>
  );
  return isFiltered(query) ? (
    <State shape="ring" title="No job matches these filters" action={all}>
      Runs are kept as long as raw events are; older ones are in the figures only. Widen the filters, or show all.
    </State>
  ) : (
    <State shape="dash" title="No job has ended yet">
      A job appears here when the bot sends <code>job.finished</code> for it.
    </State>
  );
}
