"use client";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { buttonClass } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { type JobListQuery, jobListSearch } from "./query";

const STATUSES = ["succeeded", "failed", "cancelled", "running"];
const any = { value: "", name: "any" };
const FIELD = "h-8 rounded-md bg-surface px-2 text-[0.8125rem] text-text ring-1 ring-line-strong ring-inset";

/**
 * The filters of a bot's jobs: a form of method GET, so it works before and without JavaScript; with it, each choice goes into
 * the URL at once.
 * @param home the page's path
 * @param types the job types to offer
 */
export function JobFilters({ home, query, types }: { home: string; query: JobListQuery; types: string[] }) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const go = (change: Partial<JobListQuery>) =>
    startTransition(() =>
      router.replace(`${home}${jobListSearch({ ...query, cursor: "", ...change })}`, { scroll: false }),
    );
  const offered = query.type === "" || types.includes(query.type) ? types : [...types, query.type];
  const time = (name: "from" | "to", label: string) => (
    <label className="inline-flex items-center gap-1.5 text-xs text-faint">
      {label}
      <input
        type="datetime-local"
        name={name}
        key={query[name]}
        defaultValue={fieldOf(query[name])}
        className={FIELD}
        onBlur={(event) => event.target.value !== fieldOf(query[name]) && go({ [name]: utc(event.target.value) })}
      />
    </label>
  );
  return (
    <form
      action={home}
      method="get"
      aria-busy={pending}
      className="flex flex-wrap items-center gap-x-3 gap-y-2 print:hidden"
      onSubmit={(event) => {
        event.preventDefault();
        const filled = new FormData(event.currentTarget);
        go({ from: utc(String(filled.get("from") ?? "")), to: utc(String(filled.get("to") ?? "")) });
      }}
    >
      <SelectField
        label="Outcome"
        name="status"
        value={query.status}
        onChange={(event) => go({ status: event.target.value, error: "" })}
        options={[any, ...STATUSES.map((value) => ({ value, name: value }))]}
      />
      {offered.length > 0 && (
        <SelectField
          label="Type"
          name="type"
          value={query.type}
          onChange={(event) => go({ type: event.target.value })}
          options={[any, ...offered.map((value) => ({ value, name: value }))]}
        />
      )}
      {time("from", "From (UTC)")}
      {time("to", "To (UTC)")}
      {query.error && <input type="hidden" name="error" value={query.error} />}
      <noscript>
        <button type="submit" className={buttonClass()}>
          Apply
        </button>
      </noscript>
    </form>
  );
}

/** As the form's fields have it; what cannot be read is left empty. */
function fieldOf(instant: string): string {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString().slice(0, 16);
}

const utc = (field: string) => (field === "" ? "" : `${field}:00Z`);
