"use client";
import { useRef, useState } from "react";
import { call } from "@/components/console/call";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { bodyOf, EMPTY_TARGET, TargetFields } from "./target-fields";

/** Asks for a new target, and adds it. */
export function NewTarget({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [entry, setEntry] = useState(EMPTY_TARGET);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const make = async () => {
    setBusy(true);
    const answer = await call("POST", "/api/scrape-targets", bodyOf(entry));
    setBusy(false);
    if (!answer.ok) return setFailed(answer.reason);
    onMade();
    dialog.current?.close();
  };
  return (
    <Dialog ref={dialog} title="New scrape target" onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <TargetFields entry={entry} onChange={setEntry} />
        <FormError reason={failed} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => dialog.current?.close()}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            Add target
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
