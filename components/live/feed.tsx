"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { ShapeMark } from "@/components/ui/shape";
import { State } from "@/components/ui/state";
import { ChannelFilter } from "./channel-filter";
import { CHANNELS, type Channel, type FeedEntry, identity, merged } from "./entries";
import { EntryRow, ROW_REM } from "./entry-row";
import { type FeedState, useFeed } from "./use-feed";

/**
 * The live feed: newest first, the last 50, with channels to choose and a pause that holds back what arrives. Opening an
 * event pauses too, so that it stays where it is while it is read.
 * @param initial the entries of the first paint, newest first
 * @param since the cursor from which the stream goes on
 */
export function Feed({
  channels,
  initial,
  since,
}: {
  channels: Channel[];
  initial: FeedEntry[];
  since: string | null;
}) {
  const [entries, setEntries] = useState(initial);
  const [held, setHeld] = useState<FeedEntry[] | null>(null);
  const state = useFeed(channels, since, (arrived) => {
    if (held === null) setEntries((shown) => merged(shown, arrived));
    else setHeld((waiting) => merged(waiting ?? [], arrived));
  });
  const pause = () => setHeld((waiting) => waiting ?? []);
  const resume = () => {
    setEntries((shown) => merged(shown, (held ?? []).toReversed()));
    setHeld(null);
  };
  const moving = held === null && state !== "connecting";
  return (
    <div className="flex flex-col gap-3">
      <FeedNotice state={state} />
      <div className="flex flex-wrap items-center justify-between gap-2 print:hidden">
        <ChannelFilter chosen={channels} />
        <div className="flex items-center gap-3">
          <FeedLamp state={state} paused={held !== null} />
          <Button aria-pressed={held !== null} onClick={held === null ? pause : resume}>
            {held === null ? "Pause" : `Resume (${held.length} new)`}
          </Button>
        </div>
      </div>
      <Card flush className="min-h-[calc(100dvh-13rem)] overflow-hidden">
        {entries.length > 0 ? (
          <ol
            aria-label="Events, newest first"
            className="relative"
            style={moving ? { height: `${entries.length * ROW_REM}rem` } : undefined}
          >
            {entries.map((entry, index) => (
              <EntryRow key={identity(entry)} entry={entry} place={moving ? index : null} onOpen={pause} />
            ))}
          </ol>
        ) : (
          <NothingYet filtered={channels.length < CHANNELS.length} />
        )}
      </Card>
    </div>
  );
}

function FeedNotice({ state }: { state: FeedState }) {
  if (state === "stopped") {
    return (
      <Notice tone="warn" shape="triangle">
        Live data has stopped: Rollcall does not answer. It goes on where it left off as soon as Rollcall is back.
      </Notice>
    );
  }
  if (state === "polling") {
    return (
      <Notice tone="info" shape="dash">
        The stream is not open; the feed is fetched every few seconds instead until it is.
      </Notice>
    );
  }
  return null;
}

function FeedLamp({ state, paused }: { state: FeedState; paused: boolean }) {
  const live = state === "streaming" && !paused;
  return (
    <span className={`inline-flex items-center gap-1.5 text-xs ${live ? "text-ok" : "text-muted"}`}>
      <ShapeMark shape={live ? "disc" : paused ? "bars" : "ring"} />
      {paused ? "paused" : state}
    </span>
  );
}

function NothingYet({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <State shape="ring" title="Nothing on these channels yet">
      Events of the chosen channels appear here as they are stored. Choose more channels to see others.
    </State>
  ) : (
    <State shape="ring" title="Nothing has happened yet">
      Jobs, messages, errors and checks appear here as they are stored. Start a bot, or <code>npm run demo</code>.
    </State>
  );
}
