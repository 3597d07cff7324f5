import Link from "next/link";
import { Badge, type Tone } from "@/components/ui/badge";
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

/** Height of a closed row, which every row has while the feed moves. */
export const ROW_REM = 3.75;

/**
 * One event of the feed: when, whose, what, and all its data behind it.
 * @param place the row's place from the top while the feed moves; null in the normal flow. Rows that move by transform
 *   do not count as a shift of the layout, and need no work for the rows below.
 * @param onOpen called when the reader opens the data
 */
export function EntryRow({ entry, place, onOpen }: { entry: FeedEntry; place: number | null; onOpen: () => void }) {
  const failed = entry.type === "job.finished" && entry.data.status === "failed";
  const look = KINDS[failed ? "error" : (entry.type.split(".")[0] ?? "")] ?? { tone: "neutral", shape: "ring" };
  const height = `${ROW_REM}rem`;
  return (
    <li
      className={`border-b border-line px-4 py-2 [contain-intrinsic-size:auto_3.75rem] [content-visibility:auto] ${place === null ? "" : "absolute inset-x-0 top-0 overflow-hidden"}`}
      style={
        place === null ? { minHeight: height } : { height, transform: `translateY(${(place * ROW_REM).toFixed(2)}rem)` }
      }
    >
      <div className="flex items-center gap-x-3 text-[0.8125rem]">
        <Badge tone={look.tone} shape={look.shape}>
          {entry.type}
        </Badge>
        <Link
          href={`/bots/${encodeURIComponent(entry.bot_id)}`}
          prefetch={false}
          className="min-w-0 truncate font-semibold hover:underline"
          title={entry.bot_id}
        >
          {entry.bot_id}
        </Link>
        <span className="ml-auto text-xs text-muted">
          <Time at={entry.received_at} />
        </span>
      </div>
      <details className="mt-1 text-[0.8125rem]" onToggle={(event) => event.currentTarget.open && onOpen()}>
        <summary className="truncate text-muted">{lineOf(entry)}</summary>
        <pre className="mt-1 max-h-80 overflow-auto rounded bg-raised p-2 font-mono text-xs whitespace-pre-wrap break-all">
          {JSON.stringify({ event_id: entry.event_id, time: entry.time, ...entry.data }, null, 2)}
        </pre>
      </details>
    </li>
  );
}
