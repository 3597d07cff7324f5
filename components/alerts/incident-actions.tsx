"use client";
import { useState } from "react";
import { call } from "@/components/console/call";
import { ConfirmDialog } from "@/components/console/confirm-dialog";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { useNow } from "@/components/ui/now";
import type { IncidentDetail } from "@/lib/alerts/incident";
import { FormDialog } from "./form-dialog";

const HOURS = [
  { value: "1", name: "1 hour" },
  { value: "4", name: "4 hours" },
  { value: "12", name: "12 hours" },
  { value: "24", name: "1 day" },
  { value: "168", name: "1 week" },
];
const HOUR_MS = 3_600_000;

/** What an operator can do about an incident. */
export function IncidentActions({ incident, onChanged }: { incident: IncidentDetail; onChanged: () => void }) {
  const [failed, setFailed] = useState<string | null>(null);
  const [asking, setAsking] = useState<"silence" | "resolve" | "note" | null>(null);
  const path = `/api/incidents/${incident.id}`;
  const change = async (body: object) => {
    const answer = await call("PATCH", path, body);
    setFailed(answer.ok ? null : answer.reason);
    onChanged();
  };
  const mark = (verdict: IncidentDetail["verdict"]) =>
    change({ verdict: incident.verdict === verdict ? null : verdict });
  const isFiring = incident.status === "firing";
  return (
    <div className="flex flex-col items-end gap-2 print:hidden">
      <div className="flex flex-wrap gap-2">
        {isFiring && (
          <Button
            kind={incident.acknowledged_at ? "plain" : "primary"}
            onClick={() => change({ acknowledged: incident.acknowledged_at === null })}
          >
            {incident.acknowledged_at ? "Give back" : "Acknowledge"}
          </Button>
        )}
        {isFiring && <Button onClick={() => setAsking("silence")}>Silence…</Button>}
        {isFiring && <Button onClick={() => setAsking("resolve")}>Resolve…</Button>}
        <Button onClick={() => setAsking("note")}>Note…</Button>
        <Button aria-pressed={incident.verdict === "true_positive"} onClick={() => mark("true_positive")}>
          {incident.verdict === "true_positive" ? "✓ Right alarm" : "Right alarm"}
        </Button>
        <Button aria-pressed={incident.verdict === "false_positive"} onClick={() => mark("false_positive")}>
          {incident.verdict === "false_positive" ? "✓ False alarm" : "False alarm"}
        </Button>
      </div>
      <FormError reason={failed} />
      {asking === "resolve" && (
        <ConfirmDialog
          title="Resolve this incident?"
          confirm="Resolve"
          act={() => call("PATCH", path, { resolved: true })}
          onDone={onChanged}
          onClose={() => setAsking(null)}
        >
          Whoever was told of it is told of its end. It fires anew if its rule still finds it.
        </ConfirmDialog>
      )}
      {asking === "silence" && <SilenceDialog incident={incident} onDone={onChanged} onClose={() => setAsking(null)} />}
      {asking === "note" && <NoteDialog path={path} onDone={onChanged} onClose={() => setAsking(null)} />}
    </div>
  );
}

/** Keeps one rule quiet about one subject for a while. */
function SilenceDialog({
  incident,
  onDone,
  onClose,
}: {
  incident: IncidentDetail;
  onDone: () => void;
  onClose: () => void;
}) {
  const now = useNow();
  const [hours, setHours] = useState("1");
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={`Silence ${incident.rule_name}: ${incident.subject_name}`}
      submit="Silence"
      act={() =>
        call("POST", "/api/silences", {
          matcher: { subjects: [incident.subject], ...(incident.rule_id && { rules: [incident.rule_id] }) },
          reason,
          ends_at: new Date(now.at + Number(hours) * HOUR_MS).toISOString(),
        })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <SelectField label="For" value={hours} onChange={(event) => setHours(event.target.value)} options={HOURS} />
      <TextField
        label="Reason"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        required
        maxLength={500}
        hint="Others see it beside the silence."
      />
    </FormDialog>
  );
}

function NoteDialog({ path, onDone, onClose }: { path: string; onDone: () => void; onClose: () => void }) {
  const [note, setNote] = useState("");
  return (
    <FormDialog
      title="Add a note"
      submit="Add note"
      act={() => call("PATCH", path, { note })}
      onDone={onDone}
      onClose={onClose}
    >
      <TextField
        label="Note"
        value={note}
        onChange={(event) => setNote(event.target.value)}
        required
        maxLength={2000}
      />
    </FormDialog>
  );
}
