"use client";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { TargetView } from "@/lib/scrape/target";

/** The targets by name, one row each. @param manage opens what can be done with one */
export function TargetTable({ targets, manage }: { targets: TargetView[]; manage: (id: string) => void }) {
  return (
    <DataTable
      caption="Scrape targets"
      columns={[
        { key: "name", heading: "Name" },
        { key: "status", heading: "Last scrape" },
        { key: "every", heading: "Every", align: "right", from: "md" },
        { key: "series", heading: "Series", align: "right", from: "md" },
        { key: "act", heading: <span className="sr-only">Actions</span>, align: "right" },
      ]}
      rows={targets.map((target) => ({
        key: target.id,
        cells: {
          name: <TargetName target={target} />,
          status: <TargetStatus target={target} />,
          every: `${target.interval_seconds} s`,
          series: target.last_scrape?.series ?? "–",
          act: (
            <Button onClick={() => manage(target.id)} aria-label={`Manage ${target.name}`}>
              Manage
            </Button>
          ),
        },
      }))}
    />
  );
}

function TargetName({ target }: { target: TargetView }) {
  return (
    <span className="flex max-w-28 flex-col gap-0.5 sm:max-w-80">
      <Link
        href={`/services/${encodeURIComponent(target.bot_id)}`}
        prefetch={false}
        title={`Bot ${target.bot_id}`}
        className="truncate font-medium hover:underline"
      >
        {target.name}
      </Link>
      <span className="truncate font-mono text-xs text-faint" title={target.url}>
        {target.url}
      </span>
    </span>
  );
}

/** How the last scrape went, by shape and word; why it failed. */
export function TargetStatus({ target }: { target: TargetView }) {
  const { enabled, last_scrape: last } = target;
  return (
    <span className="flex max-w-32 flex-col items-start gap-1 whitespace-normal sm:max-w-72">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {enabled ? (
          <Outcome last={last} />
        ) : (
          <Badge tone="neutral" shape="dash">
            off
          </Badge>
        )}
        {last && (
          <span className="text-xs text-muted">
            <Time at={last.at} />
          </span>
        )}
      </span>
      {last?.error && <span className="text-xs break-words text-bad">{last.error}</span>}
    </span>
  );
}

function Outcome({ last }: { last: TargetView["last_scrape"] }) {
  if (!last)
    return (
      <Badge tone="neutral" shape="ring">
        waiting
      </Badge>
    );
  return last.error ? (
    <Badge tone="bad" shape="cross">
      failed
    </Badge>
  ) : (
    <Badge tone="ok" shape="check">
      read
    </Badge>
  );
}
