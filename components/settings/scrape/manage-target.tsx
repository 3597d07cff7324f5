"use client";
import { useRef, useState } from "react";
import { call } from "@/components/console/call";
import { ConfirmDialog } from "@/components/console/confirm-dialog";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { TargetView } from "@/lib/scrape/target";
import { ManageRow } from "../manage-row";
import { bodyOf, entryOf, TargetFields } from "./target-fields";
import { TargetStatus } from "./target-table";

/** What can be done with one target: change it, scrape it now, switch it off, delete it. */
export function ManageTarget({
  target,
  onChanged,
  onClose,
}: {
  target: TargetView;
  onChanged: () => void;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [entry, setEntry] = useState(() => entryOf(target));
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const path = `/api/scrape-targets/${target.id}`;
  const act = async (method: "POST" | "PATCH", to: string, body?: object): Promise<boolean> => {
    setBusy(true);
    const answer = await call(method, to, body);
    setBusy(false);
    setFailed(answer.ok ? null : answer.reason);
    if (answer.ok) onChanged();
    return answer.ok;
  };
  const save = async () => {
    if (await act("PATCH", path, bodyOf(entry, target.mapping))) dialog.current?.close();
  };
  return (
    <Dialog ref={dialog} title={target.name} onClose={onClose}>
      <form
        className="flex flex-col gap-4 pb-5"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TargetFields entry={entry} hasToken={target.has_token} onChange={setEntry} />
        <FormError reason={failed} />
        <div className="flex justify-end">
          <Button kind="primary" type="submit" disabled={busy}>
            Save changes
          </Button>
        </div>
      </form>
      <section className="flex flex-wrap items-center justify-between gap-3 border-t border-line py-4">
        <div aria-live="polite">
          <TargetStatus target={target} />
        </div>
        <Button disabled={busy} onClick={() => act("POST", `${path}/scrape`)}>
          Scrape now
        </Button>
      </section>
      <ManageRow
        name={target.enabled ? "Switch off" : "Switch on"}
        what={
          target.enabled ? "It is read no more, and stays." : "What it counted meanwhile is told with the next scrape."
        }
        act={
          <Button disabled={busy} onClick={() => act("PATCH", path, { enabled: !target.enabled })}>
            {target.enabled ? "Switch off" : "Switch on"}
          </Button>
        }
      />
      <ManageRow
        name="Delete"
        what="What was read of it stays with its bot."
        act={
          <Button kind="danger" onClick={() => setDeleting(true)}>
            Delete…
          </Button>
        }
      />
      {deleting && (
        <ConfirmDialog
          title={`Delete “${target.name}”?`}
          confirm="Delete target"
          act={() => call("DELETE", path)}
          onDone={() => {
            onChanged();
            dialog.current?.close();
          }}
          onClose={() => setDeleting(false)}
        >
          Rollcall stops reading it. Added again, it begins with a new base.
        </ConfirmDialog>
      )}
    </Dialog>
  );
}
