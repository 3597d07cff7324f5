"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { buttonClass } from "@/components/ui/button";
import { SearchField } from "@/components/ui/field";
import { type QueuesQuery, queuesPath } from "./query";

const TYPING_MS = 250;

/**
 * The search for queues, and the bot they are narrowed to: a form of method GET, so it works before and without JavaScript;
 * with it, each change goes into the URL at once.
 */
export function QueueFilters({ query }: { query: QueuesQuery }) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [text, setText] = useState(query.q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const go = (change: Partial<QueuesQuery>) =>
    startTransition(() => router.replace(queuesPath({ ...query, cursor: "", ...change }), { scroll: false }));
  const type = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      go({ q: next.trim() });
    }, TYPING_MS);
  };
  useEffect(() => {
    if (timer.current === undefined) setText(query.q);
  }, [query.q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <form
      action="/queues"
      method="get"
      aria-busy={pending}
      className="flex flex-wrap items-center gap-x-3 gap-y-2 print:hidden"
      onSubmit={(event) => {
        event.preventDefault();
        clearTimeout(timer.current);
        timer.current = undefined;
        go({ q: text.trim() });
      }}
    >
      <SearchField label="Search queues" name="q" value={text} onChange={(event) => type(event.target.value)} />
      {query.sort && <input type="hidden" name="sort" value={query.sort} />}
      {query.bot && (
        <span className="inline-flex items-center gap-2 text-xs text-muted">
          <input type="hidden" name="bot" value={query.bot} />
          Of bot {query.bot}
          <button type="button" className="rounded underline hover:text-text" onClick={() => go({ bot: "" })}>
            of any bot
          </button>
        </span>
      )}
      <noscript>
        <button type="submit" className={buttonClass()}>
          Apply
        </button>
      </noscript>
    </form>
  );
}
