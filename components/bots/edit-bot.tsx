"use client";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { call } from "@/components/console/call";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import type { BotDetail } from "@/lib/bots/bot";

/** Changes a bot's name and tags, or deletes it. */
export function EditBot({
  bot,
  onSaved,
  onClose,
}: {
  bot: BotDetail;
  onSaved: (bot: BotDetail) => void;
  onClose: () => void;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState(bot.name);
  const [tags, setTags] = useState(bot.tags.join(", "));
  const [failed, setFailed] = useState<string | null>(null);
  const own = bot.reported;
  const save = async () => {
    const answer = await call<BotDetail>("PATCH", `/api/bots/${encodeURIComponent(bot.id)}`, changeOf(bot, name, tags));
    setFailed(answer.ok ? null : answer.reason);
    if (answer.ok) onSaved(answer.data);
  };
  return (
    <Dialog title="Edit bot" onClose={onClose} ref={element}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label="Name"
          maxLength={200}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
          hint={`Empty: the name it gives itself, ${own.name ?? bot.id}.`}
        />
        <TextField
          label="Tags"
          autoComplete="off"
          value={tags}
          onChange={(event) => setTags(event.target.value)}
          hint={`Separated by commas. Empty: the tags it gives itself${own.tags.length > 0 ? `, ${own.tags.join(", ")}` : ""}.`}
        />
        <FormError reason={failed} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => element.current?.close()}>Cancel</Button>
          <Button kind="primary" type="submit">
            Save
          </Button>
        </div>
      </form>
      <DeleteBot bot={bot} />
    </Dialog>
  );
}

/** What stands as the bot itself has it goes back to the bot. */
function changeOf(bot: BotDetail, name: string, tags: string) {
  const named = name.trim();
  const tagged = tags
    .split(",")
    .map((tag) => tag.trim())
    .filter(Boolean);
  return {
    name: named === "" || named === (bot.reported.name ?? bot.id) ? null : named,
    tags: tagged.length === 0 || tagged.join() === bot.reported.tags.join() ? null : tagged,
  };
}

function DeleteBot({ bot }: { bot: BotDetail }) {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const remove = async () => {
    setBusy(true);
    const answer = await call<null>("DELETE", `/api/bots/${encodeURIComponent(bot.id)}`);
    setFailed(answer.ok ? null : answer.reason);
    if (answer.ok) router.push("/bots");
    else setBusy(false);
  };
  return (
    <details className="mt-5 border-t border-line pt-4 text-[0.8125rem]">
      <summary className="w-fit rounded text-bad">Delete this bot…</summary>
      <div className="mt-3 flex flex-col items-start gap-3">
        <p className="text-muted">
          Its jobs, events and history go with it, for good. If it goes on reporting, it comes back as a new bot.
        </p>
        <TextField
          label={`Type ${bot.id} to confirm`}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <FormError reason={failed} />
        <Button disabled={busy || typed !== bot.id} onClick={remove}>
          {busy ? "Deleting…" : "Delete for good"}
        </Button>
      </div>
    </details>
  );
}
