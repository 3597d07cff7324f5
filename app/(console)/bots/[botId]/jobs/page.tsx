import Link from "next/link";
import { JobList } from "@/components/jobs/job-list";
import { jobListSearch, parseJobListQuery } from "@/components/jobs/query";
import { listJobs } from "@/lib/jobs/list";
import { readJobTypes } from "@/lib/jobs/types";
import { authorise } from "../../../authorise";
import { load } from "../../../load";

interface Props {
  params: Promise<{ botId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Pick<Props, "params">) {
  return { title: `Jobs of ${decodeURIComponent((await params).botId)}` };
}

/** A bot's jobs, by outcome, type, error and time. */
export default async function JobsPage({ params, searchParams }: Props) {
  await authorise();
  const botId = decodeURIComponent((await params).botId);
  const query = parseJobListQuery(await searchParams);
  const read = await load(async (given) => {
    const [page, types] = await Promise.all([listJobs(given, botId, { ...query }), readJobTypes(given, botId)]);
    return { page, types };
  });
  if (!read.ok) return read.view;
  return (
    <>
      <header className="mb-4">
        <p className="text-[0.8125rem] text-muted">
          Bot{" "}
          <Link
            href={`/bots/${encodeURIComponent(botId)}`}
            className="break-all text-text underline decoration-line-strong underline-offset-4 hover:decoration-current"
          >
            {botId}
          </Link>
        </p>
        <h1 className="mt-0.5 text-lg font-semibold">Jobs</h1>
      </header>
      <JobList
        key={jobListSearch(query)}
        botId={botId}
        query={query}
        initial={read.data.page}
        types={read.data.types}
      />
    </>
  );
}
