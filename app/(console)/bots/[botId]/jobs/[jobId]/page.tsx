import { JobView } from "@/components/jobs/job-view";
import { readJob } from "@/lib/jobs/read";
import { authorise } from "../../../../authorise";
import { load } from "../../../../load";

interface Props {
  params: Promise<{ botId: string; jobId: string }>;
}

export async function generateMetadata({ params }: Props) {
  return { title: `Job ${decodeURIComponent((await params).jobId)}` };
}

/** One job: its attempts, its events, its errors. */
export default async function JobPage({ params }: Props) {
  await authorise();
  const { botId, jobId } = await params;
  const job = await load((given) => readJob(given, decodeURIComponent(botId), decodeURIComponent(jobId)));
  return job.ok ? <JobView initial={job.data} /> : job.view;
}
