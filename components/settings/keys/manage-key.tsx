"use client";
import { useRef, useState } from "react";
import { call } from "@/components/console/call";
import { ConfirmDialog } from "@/components/console/confirm-dialog";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import type { KeyView } from "@/lib/access/key-schema";
import { ManageRow } from "../manage-row";

/** What can be done with one key: rename it, give it a new text, end it. */
export function ManageKey({
  stored,
  onChanged,
  onIssued,
  onClose,
}: {
  stored: KeyView;
  onChanged: () => void;
  onIssued: (issued: KeyView & { key: string }) => void;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState(stored.name);
  const [failed, setFailed] = useState<string | null>(null);
  const [asking, setAsking] = useState<"rotate" | "revoke" | null>(null);
  const path = `/api/keys/${stored.id}`;
  const rename = async () => {
    const answer = await call("PATCH", path, { name });
    if (!answer.ok) return setFailed(answer.reason);
    onChanged();
    dialog.current?.close();
  };
  return (
    <Dialog ref={dialog} title={stored.name} onClose={onClose}>
      <form
        className="flex flex-col gap-3 pb-5"
        onSubmit={(event) => {
          event.preventDefault();
          rename();
        }}
      >
        <div className="flex items-end gap-2 [&>label]:flex-1">
          <TextField
            label="Name"
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={200}
            autoComplete="off"
          />
          <Button type="submit" disabled={name.trim() === stored.name}>
            Rename
          </Button>
        </div>
        <FormError reason={failed} />
      </form>
      <ManageRow
        name="Rotate"
        what="Gives the key a new text, shown once. The old text stops working within 5 seconds."
        act={<Button onClick={() => setAsking("rotate")}>Rotate…</Button>}
      />
      <ManageRow
        name="Revoke"
        what="Ends the key for good within 5 seconds, everywhere."
        act={
          <Button kind="danger" onClick={() => setAsking("revoke")}>
            Revoke…
          </Button>
        }
      />
      {asking === "rotate" && (
        <ConfirmDialog
          title={`Give “${stored.name}” a new text?`}
          confirm="Rotate key"
          act={() => call<KeyView & { key: string }>("POST", `${path}/rotate`)}
          onDone={onIssued}
          onClose={() => setAsking(null)}
        >
          Whatever uses the old text is refused within 5 seconds, until it is given the new one.
        </ConfirmDialog>
      )}
      {asking === "revoke" && (
        <ConfirmDialog
          title={`Revoke “${stored.name}”?`}
          confirm="Revoke key"
          act={() => call("DELETE", path)}
          onDone={() => {
            onChanged();
            dialog.current?.close();
          }}
          onClose={() => setAsking(null)}
        >
          Whatever uses this key is refused within 5 seconds. This cannot be taken back; a new key can be made.
        </ConfirmDialog>
      )}
    </Dialog>
  );
}
