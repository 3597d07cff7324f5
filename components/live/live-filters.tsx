"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { buttonClass } from "@/components/ui/button";
import { SearchField, SelectField } from "@/components/ui/field";
import { HighlightRules } from "./highlight-rules";
import { type LiveQuery, livePath, TYPES_OF } from "./query";

/**
 * Narrows the live page by bot, type and text: a form of method GET, so it works before and without JavaScript; with it, text
 * and highlights take effect at every key, and bot and type are asked of the server, which has older events of them.
 * @param bots ids to offer
 * @param onChange is told what takes effect at once
 */
export function LiveFilters({
  query,
  bots,
  onChange,
}: {
  query: LiveQuery;
  bots: string[];
  onChange(change: Partial<LiveQuery>): void;
}) {
  const router = useRouter();
  const [bot, setBot] = useState(query.bot);
  const types = query.channels.flatMap((channel) => TYPES_OF[channel]);
  const go = (change: Partial<LiveQuery>) => {
    const next = livePath({ ...query, ...change });
    if (next !== livePath(query)) router.replace(next, { scroll: false });
  };
  return (
    <form
      action="/live"
      method="get"
      className="flex flex-wrap items-center gap-2 [&_select]:w-36"
      onSubmit={(event) => {
        event.preventDefault();
        go({ bot: bot.trim() });
      }}
    >
      <input type="hidden" name="channels" value={query.channels.join()} />
      <SearchField
        label="Search in these events"
        width="w-full sm:w-56"
        name="q"
        value={query.q}
        onChange={(event) => onChange({ q: event.target.value })}
      />
      <SearchField
        label="Bot"
        width="min-w-28 flex-1 sm:w-40 sm:flex-none"
        name="bot"
        list="live-bots"
        autoComplete="off"
        value={bot}
        onChange={(event) => {
          setBot(event.target.value);
          // A choice from the list, or the cross of the field: nothing more is to be typed.
          if (event.target.value === "" || bots.includes(event.target.value)) go({ bot: event.target.value });
        }}
        onBlur={() => go({ bot: bot.trim() })}
      />
      <datalist id="live-bots">
        {bots.map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
      {types.length > 1 && (
        <SelectField
          label="Type"
          name="type"
          value={query.type}
          onChange={(event) => go({ type: event.target.value })}
          options={[{ value: "", name: "any" }, ...types.map((type) => ({ value: type, name: type }))]}
        />
      )}
      <HighlightRules highlight={query.highlight} onChange={(highlight) => onChange({ highlight })} />
      <noscript>
        <button type="submit" className={buttonClass()}>
          Apply
        </button>
      </noscript>
    </form>
  );
}
