"use client";
import { useState } from "react";
import { type FeedEntry, identity } from "./entries";

/** What came of asking for texts. */
export type RevealFault = "refused" | "unreachable";

/** Texts of messages that were asked for by name, and are kept as long as the view. */
export interface Reveals {
  /** Whether this reader may ask. */
  isAllowed: boolean;
  isBusy: boolean;
  fault: RevealFault | null;
  /** The text; null where there is none; undefined where it was not asked for. */
  textOf(entry: FeedEntry): string | null | undefined;
  /** Asks for the texts of those that are hidden; each is recorded in the audit log. */
  reveal(entries: FeedEntry[]): Promise<void>;
}

/** Whether the event is a message whose text was left out. */
export const isHidden = (entry: FeedEntry, reveals: Reveals): boolean =>
  entry.data.text_masked === true && reveals.textOf(entry) === undefined;

const MOST = 50;

/** Reveals texts by the API. @param isAllowed whether this reader may */
export function useReveal(isAllowed: boolean): Reveals {
  const [texts, setTexts] = useState<ReadonlyMap<string, string | null>>(new Map());
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<RevealFault | null>(null);

  const reveal = async (entries: FeedEntry[]) => {
    const messages = entries.slice(0, MOST).map(({ bot_id, time, event_id }) => ({ bot_id, time, event_id }));
    if (messages.length === 0) return;
    setIsBusy(true);
    try {
      const response = await fetch("/api/messages/reveal", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ messages }),
      });
      setFault(response.ok ? null : response.status < 500 ? "refused" : "unreachable");
      if (!response.ok) return;
      const told = ((await response.json()) as { messages: { text: string | null }[] }).messages;
      setTexts((known) => {
        const next = new Map(known);
        for (const [at, { text }] of told.entries()) next.set(identity(messages[at]!), text);
        return next;
      });
    } catch {
      setFault("unreachable");
    } finally {
      setIsBusy(false);
    }
  };
  return { isAllowed, isBusy, fault, textOf: (entry) => texts.get(identity(entry)), reveal };
}
