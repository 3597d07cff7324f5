"use client";
import { Command as List } from "cmdk";
import { BotStatusBadge } from "@/components/bots/bot-status";
import { Icon } from "../icon";
import { GROUP, ITEM } from "./look";
import type { FoundBots } from "./use-bot-search";

/** The bots that were found, each with its status, and the way to all that fit. */
export function BotResults({ typed, found, go }: { typed: string; found: FoundBots; go: (href: string) => void }) {
  if (found.bots.length === 0) return null;
  const rest = found.matching - found.bots.length;
  return (
    <List.Group heading="Bots" className={GROUP}>
      {found.bots.map((bot) => (
        <List.Item
          key={bot.id}
          value={`bot ${bot.id}`}
          onSelect={() => go(`/bots/${encodeURIComponent(bot.id)}`)}
          className={ITEM}
        >
          <Icon name="bots" className="size-4 text-faint" />
          <span className="min-w-0 flex-1 truncate">
            {bot.name}
            {bot.name !== bot.id && <span className="ml-2 text-xs text-faint">{bot.id}</span>}
          </span>
          <BotStatusBadge status={bot.status} reason={bot.status_reason} />
        </List.Item>
      ))}
      {rest > 0 && (
        <List.Item
          value="all bots that match"
          onSelect={() => go(`/bots?${new URLSearchParams({ q: typed })}`)}
          className={ITEM}
        >
          <Icon name="search" className="size-4 text-faint" />
          Show all {found.matching} bots that match
        </List.Item>
      )}
    </List.Group>
  );
}
