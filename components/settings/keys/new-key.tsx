"use client";
import { useRef, useState } from "react";
import { call } from "@/components/console/call";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ChoiceField, TextField } from "@/components/ui/field";
import type { KeyView } from "@/lib/access/key-schema";
import type { Scope } from "@/lib/access/scope";
import { SCOPE_CHOICES } from "./scopes";

/** Asks for a new key's name and scope, and makes it. */
export function NewKey({
  onIssued,
  onClose,
}: {
  onIssued: (issued: KeyView & { key: string }) => void;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Scope>("ingest");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const make = async () => {
    setBusy(true);
    const answer = await call<KeyView & { key: string }>("POST", "/api/keys", { name, scope });
    setBusy(false);
    if (!answer.ok) return setFailed(answer.reason);
    onIssued(answer.data);
  };
  return (
    <Dialog ref={dialog} title="New API key" onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <TextField
          label="Name"
          name="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          hint="What the key is for, such as the bot or the script that will hold it."
          required
          maxLength={200}
          autoComplete="off"
        />
        <ChoiceField label="Scope" name="scope" value={scope} choices={SCOPE_CHOICES} onChoose={setScope} />
        <FormError reason={failed} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => dialog.current?.close()}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            Create key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
