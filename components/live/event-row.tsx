import { Badge, type Tone } from "@/components/ui/badge";
import { useNow } from "@/components/ui/now";
import { formatAgo, formatUtc } from "@/components/ui/relative";
import { type Shape, ShapeMark } from "@/components/ui/shape";
import { formatDuration } from "@/lib/stats/format";
import type { FeedEntry } from "./entries";
import { lineOf, messageText, userOf } from "./line";
import { isFailure, tookMs } from "./query";

const KINDS: Record<string, { tone: Tone; shape: Shape }> = {
  job: { tone: "info", shape: "disc" },
  message: { tone: "neutral", shape: "bars" },
  error: { tone: "bad", shape: "cross" },
  dependency: { tone: "ok", shape: "check" },
};

/** One line of the live page. */
export interface EventRowProps {
  entry: FeedEntry;
  /** The text of a message where it was told apart. */
  revealed: string | null | undefined;
  isMarked: boolean;
}

/** One event in a line, of whatever type: when, what, whose, what it says, how long it took. Two lines where it is narrow. */
export function EventRow({ entry, revealed, isMarked }: EventRowProps) {
  const took = tookMs(entry);
  return (
    <span className="grid h-full min-w-0 grid-cols-[minmax(0,1fr)_auto] content-center items-center gap-x-3 gap-y-0.5 px-4 md:grid-cols-[5.5rem_9.75rem_minmax(0,7rem)_minmax(0,1fr)_4rem] @4xl:grid-cols-[5.5rem_9.75rem_minmax(0,12rem)_minmax(0,1fr)_4.5rem]">
      <span className="order-3 text-right text-xs text-faint md:order-1 md:text-left">
        <RowTime at={entry.received_at} isMarked={isMarked} />
      </span>
      <span className="order-1 flex min-w-0 items-center gap-2 md:order-2 md:contents">
        <span className="shrink-0 md:order-2">
          <TypeBadge entry={entry} />
        </span>
        <span className="min-w-0 truncate font-medium md:order-3">{entry.bot_id}</span>
      </span>
      <span className="order-4 min-w-0 truncate text-muted">{lineOf(entry, revealed, "brief")}</span>
      <Took ms={took} className="order-5" />
    </span>
  );
}

/** One message in a line: when, whose, from whom, what it says, how long the answer took. */
export function MessageRow({ entry, revealed, isMarked }: EventRowProps) {
  const { data } = entry;
  const name = userOf(data);
  const hasText = typeof data.text === "string" || typeof revealed === "string";
  return (
    <span className="grid h-full min-w-0 grid-cols-[minmax(0,1fr)_auto] content-center items-center gap-x-3 gap-y-0.5 px-4 md:grid-cols-[5.5rem_minmax(0,7rem)_minmax(0,9rem)_minmax(0,1fr)_4rem] @4xl:grid-cols-[5.5rem_minmax(0,10rem)_minmax(0,12rem)_minmax(0,1fr)_4.5rem]">
      <span className="order-2 text-right text-xs text-faint md:order-1 md:text-left">
        <RowTime at={entry.received_at} isMarked={isMarked} />
      </span>
      <span className="hidden min-w-0 truncate text-muted md:order-2 md:block">{entry.bot_id}</span>
      <span className="order-1 min-w-0 truncate font-medium md:order-3">
        {name}
        {name !== data.user_id && <span className="font-normal text-faint"> {String(data.user_id)}</span>}
      </span>
      <span className={`order-4 min-w-0 truncate ${hasText ? "" : "text-faint italic"}`}>
        {messageText(data, revealed)}
      </span>
      <Took ms={tookMs(entry)} className="order-5" />
    </span>
  );
}

function TypeBadge({ entry }: { entry: FeedEntry }) {
  const look = KINDS[isFailure(entry) ? "error" : (entry.type.split(".")[0] ?? "")] ?? {
    tone: "neutral",
    shape: "ring",
  };
  return (
    <Badge tone={look.tone} shape={look.shape}>
      {entry.type}
    </Badge>
  );
}

function RowTime({ at, isMarked }: { at: string; isMarked: boolean }) {
  const now = useNow();
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      {isMarked && (
        <span className="text-warn">
          <ShapeMark shape="diamond" />
          <span className="sr-only">Highlighted. </span>
        </span>
      )}
      <time dateTime={at} title={formatUtc(at)}>
        {formatAgo(Date.parse(at), now.at)}
      </time>
    </span>
  );
}

function Took({ ms, className }: { ms: number | null; className: string }) {
  return (
    <span className={`text-right text-xs whitespace-nowrap text-faint ${className}`}>
      {ms === null ? "" : formatDuration(ms)}
    </span>
  );
}
