"use client";
import { useId, useState } from "react";
import useSWR from "swr";
import { SearchField } from "@/components/ui/field";

const MOST_OFFERED = 20;

/** A bot by its id; those that fit what is typed are offered. Without JavaScript, a plain field. */
export function BotField({ initial }: { initial: string }) {
  const offers = useId();
  const [typed, setTyped] = useState(initial);
  const [touched, setTouched] = useState(false);
  const { data = [] } = useSWR(
    touched ? `/api/bots?limit=${MOST_OFFERED}&q=${encodeURIComponent(typed.trim())}` : null,
    readBots,
    { keepPreviousData: true },
  );
  return (
    <>
      <SearchField
        label="Bot (all)"
        name="bot"
        autoComplete="off"
        list={offers}
        value={typed}
        onFocus={() => setTouched(true)}
        onChange={(event) => setTyped(event.target.value)}
      />
      <datalist id={offers}>
        {data.map((bot) => (
          <option key={bot.id} value={bot.id}>
            {bot.name}
          </option>
        ))}
      </datalist>
    </>
  );
}

async function readBots(path: string): Promise<{ id: string; name: string }[]> {
  const response = await fetch(path, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return (await response.json()).bots;
}
