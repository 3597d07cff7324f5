"use client";
import Link from "next/link";
import { useState } from "react";
import { CHANNELS, type FeedEntry, identity, merged } from "@/components/live/entries";
import { lineOf } from "@/components/live/line";
import { useEvents, useStreamState } from "@/components/live/shared-stream/use-stream";
import { StreamLamp } from "@/components/live/stream-lamp";
import { Card } from "@/components/ui/card";
import { useNow } from "@/components/ui/now";
import { formatAgo, formatUtc } from "@/components/ui/relative";
import { ShapeMark } from "@/components/ui/shape";
import { MOST_EVENTS } from "./headline";

/**
 * What happens now, beside the figures: the newest events in a line each.
 * @param initial the entries of the first paint, newest first
 * @param since the cursor from which the stream goes on
 * @param onArrival called when events have come
 */
export function Activity({
  initial,
  since,
  onArrival,
}: {
  initial: FeedEntry[];
  since: string | null;
  onArrival: () => void;
}) {
  const [entries, setEntries] = useState(initial);
  const state = useStreamState();
  useEvents({
    channels: CHANNELS,
    since,
    receive: (arrived) => {
      setEntries((shown) => merged(shown, arrived));
      onArrival();
    },
  });
  return (
    <Card
      title="Live"
      flush
      className="overflow-hidden xl:sticky xl:top-4"
      aside={
        <span className="flex items-center gap-3 text-xs">
          <StreamLamp state={state} />
          <Link href="/live" prefetch={false} className="rounded text-muted hover:text-text">
            Open the feed
          </Link>
        </span>
      }
    >
      {entries.length === 0 ? (
        <p className="px-4 py-6 text-center text-[0.8125rem] text-muted">
          Nothing has happened yet. Jobs, messages, errors and checks appear here as they are stored.
        </p>
      ) : (
        <ol aria-label="Newest events" className="divide-y divide-line">
          {entries.slice(0, MOST_EVENTS).map((entry) => (
            <Line key={identity(entry)} entry={entry} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Line({ entry }: { entry: FeedEntry }) {
  const now = useNow();
  const failed = entry.type === "error.occurred" || entry.data.status === "failed" || entry.data.status === "down";
  return (
    <li className="h-12 overflow-hidden px-4 py-1.5 text-xs">
      <p className="flex items-baseline gap-2">
        <Link
          href={`/bots/${encodeURIComponent(entry.bot_id)}`}
          prefetch={false}
          className="min-w-0 truncate font-semibold hover:underline"
        >
          {entry.bot_id}
        </Link>
        <span className="truncate text-faint">{entry.type}</span>
        <time
          dateTime={entry.received_at}
          title={formatUtc(entry.received_at)}
          className="ml-auto shrink-0 whitespace-nowrap text-faint"
        >
          {formatAgo(Date.parse(entry.received_at), now.at)}
        </time>
      </p>
      <p className={`mt-0.5 flex items-center gap-1.5 ${failed ? "text-bad" : "text-muted"}`}>
        {failed && <ShapeMark shape="cross" className="size-2" />}
        <span className="min-w-0 truncate">{lineOf(entry)}</span>
      </p>
    </li>
  );
}
