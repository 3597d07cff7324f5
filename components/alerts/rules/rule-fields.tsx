"use client";
import { SelectField, TextField } from "@/components/ui/field";
import { METRIC_IDS, METRICS, type MetricId, type Unit } from "@/lib/alerts/metric";
import { OPERATORS } from "@/lib/alerts/rule";
import { SEVERITIES } from "@/lib/notify/notice";
import type { Draft } from "./draft";

const UNIT_WORDS: Record<Unit, string> = {
  ...{ seconds: "in seconds", ms: "in milliseconds", percent: "in per cent", bytes: "in bytes", usd: "in USD" },
  ...{ per_minute: "per minute", count: "a number", value: "in the metric's own unit" },
};
const POLICIES = [
  { value: "ok", name: "all is well" },
  { value: "keep", name: "what was so stays so" },
  { value: "alert", name: "it is a breach" },
];
const options = (values: readonly string[]) => values.map((value) => ({ value, name: value }));

/** What a rule says, field by field. */
export function RuleFields({
  draft,
  channels,
  onChange,
}: {
  draft: Draft;
  channels: { id: string; name: string }[];
  onChange: (change: Partial<Draft>) => void;
}) {
  const metric = METRICS[draft.metric];
  const text = (name: { [Key in keyof Draft]: Draft[Key] extends string ? Key : never }[keyof Draft]) => ({
    value: draft[name] as string,
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      onChange({ [name]: event.target.value } as Partial<Draft>),
  });
  return (
    <>
      <TextField label="Name" required maxLength={200} {...text("name")} />
      <SelectField
        label="Metric"
        options={METRIC_IDS.map((id: MetricId) => ({ value: id, name: `${METRICS[id].title} (${id})` }))}
        {...text("metric")}
      />
      <div className="flex flex-wrap items-end gap-3">
        <SelectField label="Fires at" options={options(OPERATORS)} {...text("operator")} />
        <TextField
          label="Threshold"
          inputMode="decimal"
          required
          hint={UNIT_WORDS[metric.unit]}
          {...text("threshold")}
        />
        {metric.windowed && (
          <TextField label="Over (minutes)" inputMode="decimal" required {...text("windowMinutes")} />
        )}
      </div>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="For (minutes)"
          inputMode="decimal"
          hint="A breach must last so long."
          {...text("forMinutes")}
        />
        <TextField
          label="Keep firing (minutes)"
          inputMode="decimal"
          hint="Then it is resolved."
          {...text("keepMinutes")}
        />
      </div>
      <div className="flex flex-wrap gap-3">
        <SelectField label="Severity" options={options(SEVERITIES)} {...text("severity")} />
        <SelectField
          label="Judges"
          options={[
            { value: "each", name: `each ${metric.subject}` },
            { value: "fleet", name: "all together" },
          ]}
          {...text("scope")}
        />
      </div>
      <TextField label="Bots" hint="Ids with commas; * stands for any text. Empty: every bot." {...text("bots")} />
      <div className="grid grid-cols-2 gap-3">
        <TextField label="Tags" hint="All of these." {...text("tags")} />
        <TextField label="Kinds" hint="worker, chat, service" {...text("kinds")} />
      </div>
      {metric.label !== null && (
        <TextField label={`Only the ${metric.label}`} hint="With * for any text. Empty: all." {...text("label")} />
      )}
      <div className="flex flex-col items-start gap-2">
        <SelectField label="Without data" options={POLICIES} {...text("noData")} />
        <SelectField label="When it cannot be measured" options={POLICIES} {...text("onError")} />
      </div>
      {channels.length > 0 && (
        <fieldset className="text-[0.8125rem]">
          <legend className="mb-1.5 font-medium">Tells</legend>
          <div className="flex flex-wrap gap-x-4 gap-y-1.5">
            {channels.map(({ id, name }) => (
              <label key={id} className="inline-flex items-center gap-1.5">
                <input
                  type="checkbox"
                  className="accent-accent-solid"
                  checked={draft.channels.includes(id)}
                  onChange={(event) =>
                    onChange({
                      channels: event.target.checked
                        ? [...draft.channels, id]
                        : draft.channels.filter((each) => each !== id),
                    })
                  }
                />
                {name}
              </label>
            ))}
          </div>
          <p className="mt-1 text-xs text-muted">None chosen: every channel that takes the severity.</p>
        </fieldset>
      )}
      <TextField
        label="Escalation"
        hint="Minutes and channel ids, such as 15: chn_a chn_b, 60: chn_c"
        {...text("escalation")}
      />
      <TextField
        label="Depends on"
        hint="Tells nobody while one of these fires, such as component:postgres"
        {...text("dependsOn")}
      />
      <TextField label="Runbook" hint="Where it says what to do." {...text("runbook")} />
      <TextField label="Description" maxLength={2000} {...text("description")} />
    </>
  );
}
