import { cookies } from "next/headers";
import { parseTimeZone, TIME_ZONE_COOKIE } from "@/components/console/time-zone";
import { AuditList } from "@/components/settings/audit/audit-list";
import { listAudit } from "@/lib/access/audit";
import { auditPosition, auditView } from "@/lib/access/audit-schema";
import { authorise } from "../../authorise";
import { load } from "../../load";
import { firstOf, type Search } from "../search";

export const metadata = { title: "Audit log" };

/** Who changed what and when, and who was refused. */
export default async function AuditPage({ searchParams }: { searchParams: Promise<Search> }) {
  await authorise("audit.read");
  const search = await searchParams;
  const query = { actor: firstOf(search.actor), action: firstOf(search.action) };
  const cursor = firstOf(search.cursor);
  const zone = parseTimeZone((await cookies()).get(TIME_ZONE_COOKIE)?.value);
  const page = await load(async ({ db }) => {
    const { entries, next } = await listAudit(
      { db },
      { limit: 50, ...query, ...(cursor && { before: auditPosition(cursor) }) },
    );
    return { entries: entries.map(auditView), next_cursor: next === null ? null : String(next) };
  });
  if (!page.ok) return page.view;
  return <AuditList page={page.data} query={query} cursor={cursor} zone={zone} />;
}
