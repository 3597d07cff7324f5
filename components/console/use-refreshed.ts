"use client";
import { useEffect, useRef } from "react";
import useSWR from "swr";
import { connectionOf, tellConnection } from "./connection";

const TIMEOUT_MS = 4000;
/** What was rendered and has been shown: going back shows it again, however old it is. */
const shownBefore = new WeakSet<object>();
/** A rendering of the page that was asked for before a change may arrive so long after it. */
const LATE_RENDER_MS = 10_000;

/** Why a view's figures are old: nobody answered, it is there no more, or it may not be read now; false where they are not. */
export type Staleness = false | "unanswered" | "gone" | "refused";

/** An answer other than 2xx. */
class AnswerError extends Error {
  constructor(readonly status: number) {
    super(`answered ${status}`);
  }
}

/**
 * Keeps what the server rendered up to date from its API route.
 * @param path the route with its query, on this origin
 * @param initial what the server rendered
 * @param everyMs how often to ask
 * @returns the newest data, why the last attempt failed if it did, so that a view can say that its figures are old, and a way to
 *   show at once what a change was answered with, or without an answer to ask anew
 */
export function useRefreshed<T extends object | null>(
  path: string,
  initial: T,
  everyMs = 5000,
): { data: T; stale: Staleness; refresh: (fresh?: T) => void } {
  const retry = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { data, error, mutate } = useSWR<T, Error>(path, read<T>, {
    fallbackData: initial,
    refreshInterval: everyMs,
    revalidateOnMount: false,
    dedupingInterval: 1000,
    // A hidden page whose attempt failed tries again only when it is shown.
    focusThrottleInterval: 0,
    // SWR polls no more once an attempt failed, and its own retries come ever more seldom.
    onErrorRetry: (_error, _key, _config, revalidate, { retryCount }) => {
      clearTimeout(retry.current);
      retry.current = setTimeout(() => void revalidate({ retryCount }), everyMs);
    },
    // A hidden page is refreshed when it is shown again.
    refreshWhenHidden: false,
  });
  useEffect(() => () => clearTimeout(retry.current), []);
  const changedAt = useRef(Number.NEGATIVE_INFINITY);
  // What the server renders later (a navigation, a refresh) is newer than what is cached for the path, unless a change was
  // made meanwhile, or the reader went back to it: then only asking tells.
  useEffect(() => {
    const isShownAgain = initial !== null && shownBefore.has(initial);
    if (initial !== null) shownBefore.add(initial);
    const isOld = isShownAgain || performance.now() - changedAt.current < LATE_RENDER_MS;
    if (isOld) mutate();
    else mutate(initial, { revalidate: false });
  }, [initial, mutate]);
  return {
    data: data ?? initial,
    stale: error === undefined ? false : stalenessOf(error),
    refresh: (fresh) => {
      changedAt.current = performance.now();
      void (fresh === undefined ? mutate() : mutate(fresh, { revalidate: false }));
    },
  };
}

function stalenessOf(error: Error): Staleness {
  if (!(error instanceof AnswerError) || connectionOf(error.status) !== "connected") return "unanswered";
  return error.status === 404 ? "gone" : "refused";
}

async function read<T>(path: string): Promise<T> {
  const response = await fetch(path, {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: Error) => {
    tellConnection("lost");
    throw error;
  });
  tellConnection(connectionOf(response.status));
  if (!response.ok) throw new AnswerError(response.status);
  return response.json();
}
