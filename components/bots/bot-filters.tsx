"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { buttonClass } from "@/components/ui/button";
import { SearchField, SelectField } from "@/components/ui/field";
import type { BotPage } from "@/lib/bots/bot";
import { BOT_STATUSES } from "./bot-status";
import { type BotListQuery, botListSearch } from "./query";

const TYPING_MS = 250;
const SORTS = [
  { value: "", name: "name" },
  { value: "-name", name: "name, Z to A" },
  { value: "status", name: "most urgent" },
  { value: "-last_heartbeat", name: "last heartbeat" },
  { value: "success_rate", name: "lowest success" },
  { value: "-throughput", name: "most jobs" },
  { value: "-p95", name: "slowest" },
  { value: "-error_rate", name: "most errors" },
];
const any = { value: "", name: "any" };
const asOptions = (values: string[]) => [any, ...values.map((value) => ({ value, name: value }))];

/**
 * The list's search and filters: a form of method GET, so it works before and without JavaScript; with it, each change goes
 * into the URL at once.
 * @param choices what there is to choose
 */
export function BotFilters({ query, choices }: { query: BotListQuery; choices: BotPage["choices"] }) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const go = (change: Partial<BotListQuery>) =>
    startTransition(() =>
      router.replace(`/bots${botListSearch({ ...query, page: "", ...change })}`, { scroll: false }),
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
        options={[
          any,
          ...BOT_STATUSES.map((status) => ({ value: status, name: `${status} (${choices.status[status]})` })),
        ]}
      />
      {(choices.kinds.length > 1 || query.kind) && (
        <SelectField
          label="Kind"
          name="kind"
          value={query.kind}
          onChange={(event) => go({ kind: event.target.value })}
          options={asOptions(withCurrent(choices.kinds, query.kind))}
        />
      )}
      {(choices.tags.length > 0 || query.tag) && (
        <SelectField
          label="Tag"
          name="tag"
          value={query.tag}
          onChange={(event) => go({ tag: event.target.value })}
          options={asOptions(withCurrent(choices.tags, query.tag))}
        />
      )}
      <SelectField
        label="Sort"
        name="sort"
        value={query.sort}
        onChange={(event) => go({ sort: event.target.value })}
        options={
          SORTS.some(({ value }) => value === query.sort) ? SORTS : [...SORTS, { value: query.sort, name: "by column" }]
        }
      />
      <noscript>
        <button type="submit" className={buttonClass()}>
          Apply
        </button>
      </noscript>
    </form>
  );
}

/** What is chosen is offered even where no bot has it any more. */
const withCurrent = (values: string[], current: string) =>
  current === "" || values.includes(current) ? values : [...values, current].sort();

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
