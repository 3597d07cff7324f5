import { Tag } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { AuditView } from "@/lib/access/audit-schema";
import { detailText } from "./detail";

/**
 * Entries of the audit log, newest first, by absolute time.
 * @param zone the reader's time zone, by its IANA name
 */
export function AuditTable({ entries, zone }: { entries: AuditView[]; zone: string }) {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: zone });
  return (
    <DataTable
      caption="Audit log"
      columns={[
        { key: "at", heading: "Time", from: "md" },
        { key: "what", heading: "Action" },
        { key: "actor", heading: "Who" },
        { key: "target", heading: "On", from: "sm" },
        { key: "detail", heading: "Detail", from: "lg" },
      ]}
      rows={entries.map((entry) => ({ key: String(entry.id), cells: cellsOf(entry, format) }))}
    />
  );
}

function cellsOf(entry: AuditView, format: Intl.DateTimeFormat): Record<string, React.ReactNode> {
  const time = <Time at={entry.at} text={format.format(new Date(entry.at))} />;
  const detail = detailText(entry.detail);
  return {
    at: <span className="text-muted">{time}</span>,
    what: (
      <div className="flex flex-col items-start gap-0.5">
        <Tag>{entry.action}</Tag>
        <span className="text-xs text-faint md:hidden">{time}</span>
        <span className="max-w-48 truncate text-xs text-muted sm:hidden">{entry.target}</span>
      </div>
    ),
    actor: (
      <div className="flex max-w-32 flex-col sm:max-w-48">
        <span className="truncate" title={entry.actor.name}>
          {entry.actor.name}
        </span>
        <span className="text-xs text-faint">{entry.actor.kind}</span>
      </div>
    ),
    target: (
      <span className="block max-w-48 truncate" title={entry.target}>
        {entry.target}
      </span>
    ),
    detail: (
      <span className="line-clamp-2 min-w-48 text-xs break-words whitespace-normal text-muted" title={detail}>
        {detail}
      </span>
    ),
  };
}
