"use client";
import { useRef, useState } from "react";
import { type Answer, call } from "@/components/console/call";
import { ConfirmDialog } from "@/components/console/confirm-dialog";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ChoiceField } from "@/components/ui/field";
import type { Role } from "@/lib/access/roles";
import { ManageRow } from "../manage-row";
import { ROLE_CHOICES } from "./roles";
import { USER_ACTS, type UserAct, userPath } from "./user-acts";
import type { Invitation, NewLink, UserView } from "./user-view";

/**
 * What can be done with one operator: another role, a new link, disabling, signing out, removal.
 * @param isSelf whether it is the one who looks, who may not lock themselves out
 * @param onChanged called after a change
 * @param onLink called with a link that was made
 */
export function ManageUser({
  user,
  isSelf,
  onChanged,
  onLink,
  onClose,
}: {
  user: UserView;
  isSelf: boolean;
  onChanged: () => void;
  onLink: (link: NewLink) => void;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [role, setRole] = useState<Role>(user.role);
  const [failed, setFailed] = useState<string | null>(null);
  const [asking, setAsking] = useState<UserAct | null>(null);
  const settle = (answer: Answer<unknown>) => {
    setFailed(answer.ok ? null : answer.reason);
    if (answer.ok) onChanged();
  };
  const acts = USER_ACTS.filter((act) => !(isSelf && act.locksOut) && (act.when?.(user) ?? true));
  return (
    <Dialog ref={dialog} title={user.name} onClose={onClose}>
      <p className="-mt-3 mb-4 text-[0.8125rem] text-muted">{user.email}</p>
      <form
        className="flex flex-col gap-3 pb-5"
        onSubmit={(event) => {
          event.preventDefault();
          call("PATCH", userPath(user.id), { role }).then(settle);
        }}
      >
        <ChoiceField label="Role" name="role" value={role} choices={ROLE_CHOICES} onChoose={setRole} />
        <div className="flex items-center justify-end gap-3">
          <FormError reason={failed} />
          <Button type="submit" disabled={role === user.role}>
            Change role
          </Button>
        </div>
      </form>
      {acts.map((act) => (
        <ManageRow
          key={act.name}
          name={act.name}
          what={act.what}
          act={
            <Button kind={act.isFinal ? "danger" : "plain"} onClick={() => setAsking(act)}>
              {act.button}…
            </Button>
          }
        />
      ))}
      {asking && (
        <ConfirmDialog
          title={asking.question(user.name)}
          confirm={asking.confirm}
          act={() => call<Invitation | null>(asking.method, asking.path(user.id), asking.body)}
          onDone={(data) => {
            if (asking.makesLink && data) return onLink({ name: user.name, url: data.url });
            onChanged();
            if (asking.isFinal) dialog.current?.close();
          }}
          onClose={() => setAsking(null)}
        >
          {asking.consequence}
        </ConfirmDialog>
      )}
    </Dialog>
  );
}
