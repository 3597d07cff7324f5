"use client";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { CopyBlock } from "@/components/ui/copy-block";
import { Dialog } from "@/components/ui/dialog";

/** Shows a key's text, this once. */
export function IssuedKey({ name, text, onClose }: { name: string; text: string; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <Dialog ref={dialog} title={`Key “${name}”`} onClose={onClose} held>
      <div className="flex flex-col gap-4">
        <CopyBlock label="The new key" text={text} />
        <p className="text-[0.8125rem] text-muted">
          Copy it now: it is shown this once and stored nowhere. Whoever has it can use it until it is revoked.
        </p>
        <div className="flex justify-end">
          <Button kind="primary" onClick={() => dialog.current?.close()}>
            I have copied it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
