"use client";
import { useState } from "react";
import { call } from "@/components/console/call";
import { SelectField, TextField } from "@/components/ui/field";
import type { ChannelKind, ChannelView } from "@/lib/notify/channel";
import { SEVERITIES, type Severity } from "@/lib/notify/notice";
import { FormDialog } from "../form-dialog";

export type SavedChannel = ChannelView & { signing_secret?: string };

const KINDS: { value: ChannelKind; name: string }[] = [
  { value: "slack", name: "Slack" },
  { value: "pagerduty", name: "PagerDuty" },
  { value: "email", name: "E-mail" },
  { value: "webhook", name: "Webhook" },
  { value: "alertmanager", name: "Alertmanager" },
];

/** The form of a channel: its kind, its address, what it takes. What is secret is sealed and never shown again. */
export function NewChannel({ onDone, onClose }: { onDone: (channel: SavedChannel) => void; onClose: () => void }) {
  const [kind, setKind] = useState<ChannelKind>("slack");
  const [form, setForm] = useState({ name: "", url: "", secret: "", to: "", from: "", quietFrom: "", quietTo: "" });
  const [severities, setSeverities] = useState<Severity[]>([...SEVERITIES]);
  const text = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setForm({ ...form, [name]: event.target.value }),
  });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const quiet = form.quietFrom && form.quietTo ? { time_zone: zone, from: form.quietFrom, to: form.quietTo } : null;
  return (
    <FormDialog<SavedChannel>
      title="New channel"
      submit="Add channel"
      act={() =>
        call<SavedChannel>("POST", "/api/channels", {
          ...{ name: form.name, kind, routing: { severities, quiet_hours: quiet } },
          ...configurationOf(kind, form),
        })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <SelectField
        label="Kind"
        value={kind}
        onChange={(event) => setKind(event.target.value as ChannelKind)}
        options={KINDS}
      />
      <TextField label="Name" required maxLength={100} {...text("name")} />
      {kind === "slack" && (
        <TextField
          label="Webhook URL"
          required
          type="url"
          hint="https://hooks.slack.com/services/… It is kept sealed."
          {...text("secret")}
        />
      )}
      {kind === "pagerduty" && (
        <TextField
          label="Routing key"
          required
          hint="Of an Events API v2 integration; 32 characters, kept sealed."
          {...text("secret")}
        />
      )}
      {kind === "email" && (
        <>
          <TextField label="To" required hint="Addresses, with commas." {...text("to")} />
          <TextField label="From" required type="email" hint="Sent by the mail server of SMTP_URL." {...text("from")} />
        </>
      )}
      {(kind === "webhook" || kind === "alertmanager") && (
        <TextField label="URL" required type="url" hint={URL_HINTS[kind]} {...text("url")} />
      )}
      {kind === "alertmanager" && (
        <TextField label="Bearer token" hint="Left empty: none. It is kept sealed." {...text("secret")} />
      )}
      <fieldset className="text-[0.8125rem]">
        <legend className="mb-1.5 font-medium">Takes</legend>
        <div className="flex flex-wrap gap-x-4 gap-y-1.5">
          {SEVERITIES.map((severity) => (
            <label key={severity} className="inline-flex items-center gap-1.5">
              <input
                type="checkbox"
                className="accent-accent-solid"
                checked={severities.includes(severity)}
                onChange={(event) =>
                  setSeverities(
                    event.target.checked ? [...severities, severity] : severities.filter((each) => each !== severity),
                  )
                }
              />
              {severity}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="grid grid-cols-2 gap-3">
        <TextField label="Quiet from" type="time" hint={`${zone}; criticals pass.`} {...text("quietFrom")} />
        <TextField label="Quiet until" type="time" hint="Left empty: never quiet." {...text("quietTo")} />
      </div>
    </FormDialog>
  );
}

const URL_HINTS = {
  webhook: "Notices are posted there, signed as Standard Webhooks says; the secret is shown once.",
  alertmanager: "Such as https://alertmanager.example.org",
};

function configurationOf(kind: ChannelKind, form: { url: string; secret: string; to: string; from: string }) {
  const to = form.to.split(",").flatMap((part) => part.trim() || []);
  switch (kind) {
    case "slack":
      return { secrets: { webhook_url: form.secret } };
    case "pagerduty":
      return { secrets: { routing_key: form.secret } };
    case "email":
      return { settings: { to, from: form.from } };
    case "webhook":
      return { settings: { url: form.url } };
    case "alertmanager":
      return { settings: { url: form.url }, secrets: form.secret === "" ? {} : { password: form.secret } };
  }
}
