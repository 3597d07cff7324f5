import { notFound } from "next/navigation";
import { PageHeading } from "@/components/console/page-heading";
import { Markdown } from "@/components/runbooks/markdown";
import { authorise } from "../authorise";
import { readRunbook } from "./read";

export const metadata = { title: "Runbooks" };

/** Every runbook by what it is about. */
export default async function RunbooksPage() {
  await authorise();
  const index = await readRunbook("README");
  if (!index) notFound();
  return (
    <>
      <PageHeading title={index.title}>What to do when an alert fires.</PageHeading>
      <Markdown blocks={index.blocks} />
    </>
  );
}
