"use client";
import { useRef, useState } from "react";
import { call } from "@/components/console/call";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import type { BotDetail } from "@/lib/bots/bot";
import {
  type Contract,
  type ContractChange,
  contractChangeSchema,
  contractFaults,
  contractOf,
} from "@/lib/bots/contract";
import { formatCount } from "@/lib/stats/format";
import { CONTRACT_FIELDS, changeOf, defaultOf, formOf } from "./contract-fields";

type Faults = Partial<Record<keyof Contract, string>>;

/** Edits what a bot is held to. What is wrong is said beside its field, before anything is sent. */
export function ContractForm({
  bot,
  onSaved,
  onClose,
}: {
  bot: BotDetail;
  onSaved: (bot: BotDetail) => void;
  onClose: () => void;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const [form, setForm] = useState(formOf(bot.contract));
  const [faults, setFaults] = useState<Faults>({});
  const [failed, setFailed] = useState<string | null>(null);
  const save = async () => {
    const { change, faults: unreadable } = changeOf(form);
    const found = { ...schemaFaults(change), ...unreadable };
    setFaults(found);
    setFailed(Object.keys(found).length > 0 ? "Some fields do not fit yet; nothing was saved." : null);
    if (Object.keys(found).length > 0) return;
    const answer = await call<BotDetail>("PATCH", `/api/bots/${encodeURIComponent(bot.id)}`, { contract: change });
    setFailed(answer.ok ? null : answer.reason);
    if (answer.ok) onSaved(answer.data);
  };
  return (
    <Dialog title="Run contract" onClose={onClose} ref={element}>
      <p className="-mt-2 mb-4 text-[0.8125rem] text-muted">What {bot.name} is held to. Empty: the default.</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className="grid gap-x-4 gap-y-4 sm:grid-cols-2">
          {CONTRACT_FIELDS.map((field) => (
            <TextField
              key={field.name}
              label={`${field.label} (${field.unit})`}
              inputMode="decimal"
              autoComplete="off"
              placeholder={defaultOf(field)}
              value={form[field.name]}
              aria-invalid={faults[field.name] ? true : undefined}
              onChange={(event) => setForm({ ...form, [field.name]: event.target.value })}
              hint={faults[field.name] ?? field.hint}
            />
          ))}
        </div>
        <div className="mt-4 flex flex-wrap items-center justify-end gap-2">
          <div className="mr-auto">
            <FormError reason={failed} />
          </div>
          <Button onClick={() => element.current?.close()}>Cancel</Button>
          <Button kind="primary" type="submit">
            Save contract
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What the server would find: the bounds of each field, then what contradicts itself. */
function schemaFaults(change: ContractChange): Faults {
  const parsed = contractChangeSchema.safeParse(change);
  if (!parsed.success) {
    return Object.fromEntries(parsed.error.issues.map((issue) => [issue.path[0], boundOf(issue)]));
  }
  const faults = contractFaults(contractOf(change as Contract));
  return Object.fromEntries(faults.map(({ path, message }) => [path.replace("contract.", ""), inWords(message)]));
}

function boundOf(issue: { code: string; path: PropertyKey[]; minimum?: unknown; maximum?: unknown }): string {
  const factor = CONTRACT_FIELDS.find((field) => field.name === issue.path[0])?.factor ?? 1;
  if (issue.code === "too_small") return `must be at least ${formatCount(Number(issue.minimum) / factor)}`;
  if (issue.code === "too_big") return `must be at most ${formatCount(Number(issue.maximum) / factor)}`;
  return "must be a whole number";
}

/** The message with fields called as the form calls them. */
const inWords = (message: string) =>
  message.replaceAll(
    /[a-z]+(?:_[a-z]+)+/g,
    (name) => `“${CONTRACT_FIELDS.find((field) => field.name === name)?.label ?? name}”`,
  );
