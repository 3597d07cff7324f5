"use client";
import { useRef, useState } from "react";
import { call } from "@/components/console/call";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ChoiceField, TextField } from "@/components/ui/field";
import type { Role } from "@/lib/access/roles";
import { ROLE_CHOICES } from "./roles";
import type { InvitedUser, NewLink } from "./user-view";

/** Asks for a new operator's name, address and role, and makes the link by which they set a password. */
export function InviteUser({ onInvited, onClose }: { onInvited: (link: NewLink) => void; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const invite = async () => {
    setBusy(true);
    const answer = await call<InvitedUser>("POST", "/api/users", { name, email, role });
    setBusy(false);
    if (!answer.ok) return setFailed(answer.reason);
    onInvited({ name: answer.data.name, url: answer.data.invitation.url });
  };
  return (
    <Dialog ref={dialog} title="Invite an operator" onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          invite();
        }}
      >
        <TextField
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={200}
          autoComplete="off"
        />
        <TextField
          label="Email"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          hint="By which they sign in. Rollcall sends nothing: you hand them the link."
          required
          autoComplete="off"
        />
        <ChoiceField label="Role" name="role" value={role} choices={ROLE_CHOICES} onChoose={setRole} />
        <FormError reason={failed} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => dialog.current?.close()}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            Make the link
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
