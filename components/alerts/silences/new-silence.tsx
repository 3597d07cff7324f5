"use client";
import { useState } from "react";
import { call } from "@/components/console/call";
import { SelectField, TextField } from "@/components/ui/field";
import { useNow } from "@/components/ui/now";
import { SEVERITIES } from "@/lib/notify/notice";
import { FormDialog } from "../form-dialog";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const HOURS = [
  { value: "1", name: "1 hour" },
  { value: "4", name: "4 hours" },
  { value: "24", name: "1 day" },
  { value: "168", name: "1 week" },
  { value: "8760", name: "1 year" },
];
const HOUR_MS = 3_600_000;

/** The form of a silence, or of a maintenance window that returns each week. */
export function NewSilence({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const [form, setForm] = useState({
    ...{ reason: "", rules: "", subjects: "", bots: "", severity: "", hours: "1" },
    ...{ kind: "silence", day: "0", from: "02:00", minutes: "120" },
  });
  const text = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      setForm({ ...form, [name]: event.target.value }),
  });
  const list = (given: string) => given.split(",").flatMap((part) => part.trim() || []);
  const now = useNow();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const isWindow = form.kind === "maintenance";
  return (
    <FormDialog
      title="New silence"
      submit="Silence"
      act={() =>
        call("POST", "/api/silences", {
          kind: form.kind,
          matcher: {
            ...{ rules: list(form.rules), subjects: list(form.subjects), bots: list(form.bots) },
            severities: form.severity === "" ? [] : [form.severity],
          },
          reason: form.reason,
          ends_at: new Date(now.at + Number(form.hours) * HOUR_MS).toISOString(),
          recurrence: isWindow
            ? { days: [Number(form.day)], from: form.from, minutes: Number(form.minutes), time_zone: zone }
            : null,
        })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <TextField label="Reason" required maxLength={500} hint="Others see it beside the silence." {...text("reason")} />
      <div className="flex flex-wrap gap-3">
        <SelectField
          label="Kind"
          options={[
            { value: "silence", name: "silence" },
            { value: "maintenance", name: "maintenance window, each week" },
          ]}
          {...text("kind")}
        />
        <SelectField label={isWindow ? "Returns for" : "For"} options={HOURS} {...text("hours")} />
      </div>
      {isWindow && (
        <div className="flex flex-wrap items-end gap-3">
          <SelectField label="On" options={DAYS.map((name, day) => ({ value: String(day), name }))} {...text("day")} />
          <TextField label="From" type="time" required hint={zone} {...text("from")} />
          <TextField label="Minutes" inputMode="numeric" required {...text("minutes")} />
        </div>
      )}
      <TextField label="Bots" hint="Ids with commas, * for any text. All left empty: everything." {...text("bots")} />
      <TextField label="Rules" hint="Ids, such as bot-offline" {...text("rules")} />
      <TextField label="Subjects" hint="Such as queue:mail or component:*" {...text("subjects")} />
      <SelectField
        label="Severity"
        options={[{ value: "", name: "all" }, ...SEVERITIES.map((value) => ({ value, name: value }))]}
        {...text("severity")}
      />
    </FormDialog>
  );
}
