"use client";
import { useOptimistic, useState } from "react";
import { Card } from "@/components/ui/card";
import { ChannelFilter } from "./channel-filter";
import { type Channel, type FeedEntry, identity, isMessagesOnly, KEPT, KEPT_EVENTS } from "./entries";
import { EventDetail } from "./event-detail";
import { EventList } from "./event-list";
import { LiveBar, RevealNotice } from "./live-bar";
import { LiveFilters } from "./live-filters";
import { NothingHere } from "./nothing-here";
import { eventPath, isHighlighted, isWanted, type LiveQuery, livePath } from "./query";
import { useStreamState } from "./shared-stream/use-stream";
import { StreamLamp } from "./stream-lamp";
import { ResetNotice, StreamNotice } from "./stream-notice";
import { useEntries } from "./use-entries";
import { isHidden, useReveal } from "./use-reveal";

const MOST_BOTS = 100;

interface FeedProps {
  query: LiveQuery;
  /** The entries of the first paint, newest first. */
  initial: FeedEntry[];
  /** The cursor from which the stream goes on. */
  since: string | null;
  /** The event whose details the URL asks for. */
  chosen: FeedEntry | null;
  /** Whether the reader's role may read the text of messages. */
  mayReveal: boolean;
}

/**
 * The live feed: newest first, with channels, filters and highlights from the URL, a pause that holds back what arrives, and
 * the details of one event beside it. It begins anew with other channels, bots and types; a choice of channels outlives that,
 * so that a second click before the page has followed the first adds to it.
 */
export function Feed(props: FeedProps) {
  const { channels, bot, type } = props.query;
  const [choice, choose] = useOptimistic(channels);
  return <FeedOf key={`${channels.join()} ${bot} ${type}`} {...props} choice={choice} onChoose={choose} />;
}

function FeedOf({
  query: asked,
  initial,
  since,
  chosen,
  mayReveal,
  choice,
  onChoose,
}: FeedProps & { choice: readonly Channel[]; onChoose: (channels: Channel[]) => void }) {
  const [query, setQuery] = useState(asked);
  const [selected, setSelected] = useState(chosen);
  const [isFollowing, setIsFollowing] = useState(true);
  const held = useEntries(query.channels, initial, since);
  const state = useStreamState();
  const reveals = useReveal(mayReveal);
  const areMessages = isMessagesOnly(query.channels);
  const shown = held.entries.filter((entry) => isWanted(entry, query)).slice(0, areMessages ? KEPT : KEPT_EVENTS);
  const hidden = shown.filter((entry) => isHidden(entry, reveals)).slice(0, KEPT);
  const marked = shown.filter((entry) => isHighlighted(entry, query.highlight)).length;
  const select = (entry: FeedEntry | null) => {
    setSelected(entry);
    write(query, entry);
  };
  return (
    <div className="flex flex-col gap-3">
      <StreamNotice state={state} />
      {held.isBroken && <ResetNotice />}
      <div className="flex flex-col gap-2 print:hidden">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <ChannelFilter query={query} chosen={choice} onChoose={onChoose} />
          <LiveBar
            entries={held}
            isFollowing={isFollowing}
            onFollow={setIsFollowing}
            reveals={reveals}
            hiddenCount={hidden.length}
            onRevealAll={() => reveals.reveal(hidden)}
          />
        </div>
        <LiveFilters
          query={query}
          bots={[...new Set(held.entries.map((entry) => entry.bot_id))].sort().slice(0, MOST_BOTS)}
          onChange={(change) => {
            const next = { ...query, ...change };
            setQuery(next);
            write(next, selected);
          }}
        />
        <RevealNotice fault={reveals.fault} />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the details from wherever in them or the list. */}
      <div
        className={selected ? "grid gap-3 lg:grid-cols-[minmax(0,1fr)_24rem]" : ""}
        onKeyDown={(event) => event.key === "Escape" && selected && select(null)}
      >
        <Card flush className="@container overflow-hidden">
          <Heading count={shown.length} marked={marked} state={state} isPaused={held.held !== null} />
          <div className="flex h-[calc(100dvh-17rem)] min-h-96 lg:h-[calc(100dvh-15.25rem)] flex-col print:h-auto">
            {shown.length > 0 ? (
              <EventList
                entries={shown}
                areMessages={areMessages}
                isMarked={(entry) => isHighlighted(entry, query.highlight)}
                reveals={reveals}
                selected={selected && identity(selected)}
                onSelect={select}
                hrefOf={(entry) => eventPath(query, entry)}
                isFollowing={isFollowing}
                onFollow={setIsFollowing}
              />
            ) : (
              <NothingHere query={query} isEmpty={held.entries.length === 0} />
            )}
          </div>
        </Card>
        {selected && <Details entry={selected} reveals={reveals} onClose={() => select(null)} />}
      </div>
    </div>
  );
}

/** Puts the view's state into the URL without asking the server. */
function write(query: LiveQuery, selected: FeedEntry | null): void {
  window.history.replaceState(null, "", selected ? eventPath(query, selected) : livePath(query));
}

function Heading({
  count,
  marked,
  state,
  isPaused,
}: {
  count: number;
  marked: number;
  state: React.ComponentProps<typeof StreamLamp>["state"];
  isPaused: boolean;
}) {
  return (
    <div className="flex h-9 items-center justify-between gap-4 border-b border-line px-4 text-xs text-faint">
      <span>
        {count} shown{marked > 0 && `, ${marked} highlighted`}
      </span>
      <StreamLamp state={state} isPaused={isPaused} />
    </div>
  );
}

/** Beside the list where there is room, over its lower part where there is not. */
function Details(props: React.ComponentProps<typeof EventDetail>) {
  return (
    <aside
      aria-label="Details of the event"
      className="fixed inset-x-0 bottom-0 z-30 max-h-[70dvh] overflow-y-auto border-t border-line-strong bg-surface shadow-2xl lg:static lg:max-h-[calc(100dvh-13rem)] lg:rounded-lg lg:border-0 lg:shadow-none lg:ring-1 lg:ring-line"
    >
      <EventDetail {...props} />
    </aside>
  );
}
