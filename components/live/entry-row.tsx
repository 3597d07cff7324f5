import Link from "next/link";
import type { Tone } from "@/components/ui/badge";
import { Badge } from "@/components/ui/badge";
import type { Shape } from "@/components/ui/shape";
import { Time } from "@/components/ui/time";
import type { FeedEntry } from "./entries";
import { lineOf } from "./line";

const KINDS: Record<string, { tone: Tone; shape: Shape }> = {
  job: { tone: "info", shape: "disc" },
  message: { tone: "neutral", shape: "bars" },
  error: { tone: "bad", shape: "cross" },
  dependency: { tone: "warn", shape: "diamond" },
};

/** One event of the feed: when, whose, what, and all its data behind it. */
export function EntryRow({ entry }: { entry: FeedEntry }) {
  const failed = entry.type === "job.finished" && entry.data.status === "failed";
  const look = KINDS[failed ? "error" : (entry.type.split(".")[0] ?? "")] ?? { tone: "neutral", shape: "ring" };
  return (
    <li className="px-4 py-2 [contain-intrinsic-size:auto_3.5rem] [content-visibility:auto]">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem]">
        <Badge tone={look.tone} shape={look.shape}>
          {entry.type}
        </Badge>
        <Link
          href={`/bots/${encodeURIComponent(entry.bot_id)}`}
          prefetch={false}
          className="max-w-48 truncate font-medium hover:underline"
          title={entry.bot_id}
        >
          {entry.bot_id}
        </Link>
        <span className="ml-auto text-xs text-muted">
          <Time at={entry.received_at} />
        </span>
      </div>
      <details className="mt-1 text-[0.8125rem]">
        <summary className="truncate text-muted">{lineOf(entry)}</summary>
        <pre className="mt-1 max-h-80 overflow-auto rounded bg-raised p-2 font-mono text-xs whitespace-pre-wrap break-all">
          {JSON.stringify({ event_id: entry.event_id, time: entry.time, ...entry.data }, null, 2)}
        </pre>
      </details>
    </li>
  );
}
