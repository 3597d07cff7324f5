"use client";
import { useRef, useState } from "react";
import type { Answer } from "@/components/console/call";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

/** A dialog with a form that asks the API, and stays open with the reason where that refuses. */
export function FormDialog<T>({
  title,
  submit,
  act,
  onDone,
  onClose,
  children,
}: {
  title: string;
  submit: string;
  act: () => Promise<Answer<T>>;
  onDone: (data: T) => void;
  onClose: () => void;
  children: React.ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  return (
    <Dialog ref={dialog} title={title} onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={async (event) => {
          event.preventDefault();
          setIsAsking(true);
          const answer = await act();
          setIsAsking(false);
          if (!answer.ok) return setFailed(answer.reason);
          onDone(answer.data);
          dialog.current?.close();
        }}
      >
        {children}
        <FormError reason={failed} />
        <div className="flex justify-end">
          <Button type="submit" kind="primary" disabled={isAsking}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
