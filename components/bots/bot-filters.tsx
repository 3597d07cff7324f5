"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { buttonClass } from "@/components/ui/button";
import { SearchField, SelectField } from "@/components/ui/field";
import { BOT_STATUSES } from "./bot-status";
import { type BotListQuery, botListSearch } from "./query";

const TYPING_MS = 250;
const KINDS = ["worker", "chat", "service"];
const any = { value: "", name: "any" };
const asOptions = (values: string[]) => [any, ...values.map((value) => ({ value, name: value }))];

/**
 * The list's search and filters: a form of method GET, so it works before and without JavaScript; with it, each change goes
 * into the URL at once.
 * @param tags the tags to offer
 */
export function BotFilters({ query, tags }: { query: BotListQuery; tags: string[] }) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const go = (change: Partial<BotListQuery>) =>
    startTransition(() =>
      router.replace(`/bots${botListSearch({ ...query, cursor: "", ...change })}`, { scroll: false }),
    );
  const [typed, setTyped] = useTyped(query.q, (q) => go({ q }));
  return (
    <form
      action="/bots"
      method="get"
      aria-busy={pending}
      className="flex flex-wrap items-center gap-x-3 gap-y-2 print:hidden"
      onSubmit={(event) => {
        event.preventDefault();
        go({ q: typed });
      }}
    >
      <SearchField label="Search bots" name="q" value={typed} onChange={(event) => setTyped(event.target.value)} />
      <SelectField
        label="Status"
        name="status"
        value={query.status}
        onChange={(event) => go({ status: event.target.value })}
        options={asOptions(BOT_STATUSES)}
      />
      <SelectField
        label="Kind"
        name="kind"
        value={query.kind}
        onChange={(event) => go({ kind: event.target.value })}
        options={asOptions(KINDS)}
      />
      {tags.length > 0 && (
        <SelectField
          label="Tag"
          name="tag"
          value={query.tag}
          onChange={(event) => go({ tag: event.target.value })}
          options={asOptions(tags)}
        />
      )}
      {query.sort && <input type="hidden" name="sort" value={query.sort} />}
      <noscript>
        <button type="submit" className={buttonClass()}>
          Apply
        </button>
      </noscript>
    </form>
  );
}

/** A text that is typed: kept here while typing, told to `settle` when typing pauses, and taken over when `settled` changes. */
function useTyped(settled: string, settle: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(settled);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (timer.current === undefined) setText(settled);
  }, [settled]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return [
    text,
    (next) => {
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        timer.current = undefined;
        settle(next.trim());
      }, TYPING_MS);
    },
  ];
}
