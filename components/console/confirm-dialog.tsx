"use client";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Answer } from "./call";
import { FormError } from "./form-error";

/**
 * Asks before something that cannot be taken back. Stays open, with the reason, when the change was refused.
 * @param children what will happen, in words
 * @param confirm the name of the act, such as "Revoke key"
 * @param act makes the change
 * @param onDone called after it is made, before `onClose`
 */
export function ConfirmDialog<T>({
  title,
  children,
  confirm,
  act,
  onDone,
  onClose,
}: {
  title: string;
  children: React.ReactNode;
  confirm: string;
  act: () => Promise<Answer<T>>;
  onDone: (data: T) => void;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const perform = async () => {
    setBusy(true);
    const answer = await act();
    setBusy(false);
    if (!answer.ok) return setFailed(answer.reason);
    onDone(answer.data);
    dialog.current?.close();
  };
  return (
    <Dialog ref={dialog} title={title} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <div className="text-[0.8125rem] text-muted">{children}</div>
        <FormError reason={failed} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => dialog.current?.close()}>Cancel</Button>
          <Button kind="danger" disabled={busy} onClick={perform}>
            {confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
