"use client";
import { TextField } from "@/components/ui/field";
import type { TargetView } from "@/lib/scrape/target";

/** What an operator enters of a target, as the fields have it. */
export interface TargetEntry {
  name: string;
  url: string;
  bot: string;
  interval: string;
  token: string;
  requests: string;
  durations: string;
}

export const EMPTY_TARGET: TargetEntry = {
  ...{ name: "", url: "", bot: "", interval: "60", token: "" },
  ...{ requests: "http_requests_total", durations: "http_request_duration_seconds" },
};

/** A target's present values, without its token. */
export const entryOf = ({ name, url, bot_id, interval_seconds, mapping }: TargetView): TargetEntry => ({
  ...{ name, url, bot: bot_id, interval: String(interval_seconds), token: "" },
  ...{ requests: mapping.requests, durations: mapping.durations },
});

/** An entry as the API takes it; a token only where one was entered. */
export function bodyOf({ name, url, bot, interval, token, requests, durations }: TargetEntry, mapping: object = {}) {
  return {
    ...{ name, url, bot_id: bot, interval_seconds: Number(interval), mapping: { ...mapping, requests, durations } },
    ...(token && { token }),
  };
}

/** The fields of a target. @param hasToken whether one is kept, which is shown to nobody */
export function TargetFields({
  entry,
  hasToken = false,
  onChange,
}: {
  entry: TargetEntry;
  hasToken?: boolean;
  onChange: (entry: TargetEntry) => void;
}) {
  const of = (field: keyof TargetEntry) => ({
    value: entry[field],
    onChange: (event: { target: { value: string } }) => onChange({ ...entry, [field]: event.target.value }),
    autoComplete: "off",
    spellCheck: false,
  });
  return (
    <>
      <TextField label="Name" required maxLength={100} {...of("name")} />
      <TextField
        label="Address of the metrics"
        type="url"
        required
        placeholder="https://api.example.org/metrics"
        hint="Inner addresses need OUTBOUND_ALLOW."
        {...of("url")}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label="Bot id" required maxLength={200} hint="It appears with the first scrape." {...of("bot")} />
        <TextField label="Seconds between scrapes" type="number" required min={15} max={3600} {...of("interval")} />
      </div>
      <TextField
        label="Bearer token"
        type="password"
        hint={hasToken ? "One is kept. Leave this empty to keep it." : "Left empty, none is sent."}
        {...of("token")}
        autoComplete="new-password"
      />
      <details>
        <summary className="cursor-default text-[0.8125rem] text-muted">Names of the metrics</summary>
        <div className="mt-3 grid gap-4 sm:grid-cols-2">
          <TextField label="Request counter" required {...of("requests")} />
          <TextField label="Duration histogram" required {...of("durations")} />
        </div>
      </details>
    </>
  );
}
