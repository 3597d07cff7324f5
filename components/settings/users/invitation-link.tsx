"use client";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { CopyBlock } from "@/components/ui/copy-block";
import { Dialog } from "@/components/ui/dialog";
import type { NewLink } from "./user-view";

/** Shows the link by which an operator sets a password, this once. */
export function InvitationLink({ link, onClose }: { link: NewLink; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <Dialog ref={dialog} title={`A link for ${link.name}`} onClose={onClose} held>
      <div className="flex flex-col gap-4">
        <CopyBlock label="The link" text={link.url} />
        <p className="text-[0.8125rem] text-muted">
          Hand it to {link.name} in a way that only they can read. It sets their password once, within 24 hours, and is
          shown this once; another can be made.
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
