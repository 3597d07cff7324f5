"use client";
import { useEffect, useState } from "react";
import useSWR from "swr";
import type { BotPage } from "@/lib/bots/bot";

const TYPING_MS = 120;
const SHOWN = 8;
const TIMEOUT_MS = 4000;

/** The bots that the server finds for what is typed; the ones before stay until the new ones are there. */
export interface FoundBots {
  bots: BotPage["bots"];
  /** How many fit in all. */
  matching: number;
  state: "idle" | "searching" | "found" | "failed";
}

/** Asks the server for bots by name, id or tag once typing pauses, so that a fleet of any size can be searched. */
export function useBotSearch(typed: string): FoundBots {
  const settled = useSettled(typed.trim());
  const path = settled === "" ? null : `/api/bots?${new URLSearchParams({ q: settled, limit: String(SHOWN) })}`;
  const { data, error, isLoading } = useSWR<BotPage, Error>(path, read, {
    keepPreviousData: true,
    revalidateOnFocus: false,
    shouldRetryOnError: false,
  });
  if (path === null) return { bots: [], matching: 0, state: "idle" };
  if (error) return { bots: [], matching: 0, state: "failed" };
  const waiting = isLoading || settled !== typed.trim();
  return { bots: data?.bots ?? [], matching: data?.matching ?? 0, state: waiting ? "searching" : "found" };
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

async function read(path: string): Promise<BotPage> {
  const response = await fetch(path, {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return response.json();
}
