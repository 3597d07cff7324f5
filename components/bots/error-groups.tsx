import Link from "next/link";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ErrorGroup, ErrorGroups as Errors } from "@/lib/jobs/errors/group";
import { formatCount, UNKNOWN } from "@/lib/stats/format";

const SHOWN = 20;

/** The bot's errors in the period, the same error counted together, each leading to its jobs. @param span as a job list's search has it */
export function ErrorGroups({ errors, span }: { errors: Errors; span: { from: string; to: string } }) {
  return (
    <Card title="Errors" aside={<span className="text-xs text-muted">{extent(errors)}</span>} flush>
      {errors.groups.length === 0 ? (
        <State shape="check" title="No error in this period">
          Errors appear when a job fails, or when the bot sends <code>error.occurred</code>.
        </State>
      ) : (
        <DataTable
          caption="Errors, the same counted together"
          columns={[
            { key: "error", heading: "Error" },
            { key: "count", heading: "Count", align: "right" },
            { key: "last", heading: "Last seen" },
            { key: "first", heading: "First seen", from: "md" },
            { key: "jobs", heading: "Jobs", align: "right", from: "sm" },
          ]}
          rows={errors.groups.slice(0, SHOWN).map((group) => ({
            key: group.key,
            cells: {
              error: <ErrorName group={group} href={hrefOf(errors.bot_id, group, span)} />,
              count: formatCount(group.count),
              last: <Time at={group.last_seen_at} />,
              first: <Time at={group.first_seen_at} />,
              jobs: group.jobs === 0 ? UNKNOWN : formatCount(group.jobs),
            },
          }))}
        />
      )}
    </Card>
  );
}

function ErrorName({ group, href }: { group: ErrorGroup; href: string | null }) {
  const name = group.type ?? "Error";
  return (
    <div className="flex max-w-[46vw] min-w-0 flex-col sm:max-w-[52vw] lg:max-w-3xl">
      {href ? (
        <Link href={href} prefetch={false} className="truncate font-semibold text-bad hover:underline">
          {name}
        </Link>
      ) : (
        <span className="truncate font-semibold text-bad">{name}</span>
      )}
      <span className="truncate text-xs text-muted" title={`${group.message}\n\nGrouped as: ${group.pattern}`}>
        {group.message || "No message was told."}
      </span>
    </div>
  );
}

/** The list of its jobs; of errors that made no run fail, the newest job that they name. */
function hrefOf(botId: string, group: ErrorGroup, span: { from: string; to: string }): string | null {
  const jobs = `/bots/${encodeURIComponent(botId)}/jobs`;
  if (group.failed_jobs > 0) return `${jobs}?${new URLSearchParams({ error: group.key, ...span })}`;
  return group.last_job_id === null ? null : `${jobs}/${encodeURIComponent(group.last_job_id)}`;
}

function extent({ groups, examined, truncated }: Errors): string {
  if (groups.length === 0) return "";
  const kinds = `${formatCount(groups.length)} ${groups.length === 1 ? "kind" : "kinds"}`;
  const shown = groups.length > SHOWN ? `, the last ${SHOWN} shown` : "";
  return `${kinds}${shown}, from ${truncated ? "the newest " : ""}${formatCount(examined)} ${examined === 1 ? "failure" : "failures"}`;
}
