import Link from "next/link";
import { notFound } from "next/navigation";
import { PageHeading } from "@/components/console/page-heading";
import { Markdown } from "@/components/runbooks/markdown";
import { authorise } from "../../authorise";
import { readRunbook } from "../read";

interface Props {
  params: Promise<{ runbook: string }>;
}

export async function generateMetadata({ params }: Props) {
  const { runbook } = await params;
  return { title: `${(await readRunbook(runbook))?.title ?? "No runbook"} · Runbook` };
}

/** What to do when an alert fires: what it means, how to check, and what to do. */
export default async function RunbookPage({ params }: Props) {
  await authorise();
  const runbook = await readRunbook((await params).runbook);
  if (!runbook) notFound();
  return (
    <>
      <PageHeading title={runbook.title}>
        <Link href="/runbooks" prefetch={false} className="underline underline-offset-2">
          Runbooks
        </Link>
      </PageHeading>
      <Markdown blocks={runbook.blocks} />
    </>
  );
}
