"use client";
import { useState } from "react";
import { call } from "@/components/console/call";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import type { BotDetail } from "@/lib/bots/bot";
import { EditBot } from "./edit-bot";

/** What an operator may do to a bot. @param onChanged told the bot as it is after a change */
export function BotActions({ bot, onChanged }: { bot: BotDetail; onChanged: (bot: BotDetail) => void }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const [editing, setEditing] = useState(false);
  const pause = async () => {
    setBusy(true);
    const answer = await call<BotDetail>("PATCH", `/api/bots/${encodeURIComponent(bot.id)}`, { paused: !bot.paused });
    setBusy(false);
    setFailed(answer.ok ? null : answer.reason);
    if (answer.ok) onChanged(answer.data);
  };
  return (
    <div className="flex flex-col items-start gap-2 noscript:hidden print:hidden">
      <div className="flex gap-2">
        <Button
          onClick={pause}
          disabled={busy}
          title={bot.paused ? undefined : "It is no longer called offline, stuck or zombie; it may go on reporting"}
        >
          {bot.paused ? "Resume" : "Pause"}
        </Button>
        <Button onClick={() => setEditing(true)}>Edit</Button>
      </div>
      <FormError reason={failed} />
      {editing && (
        <EditBot
          bot={bot}
          onSaved={(saved) => {
            setEditing(false);
            onChanged(saved);
          }}
          onClose={() => setEditing(false)}
        />
      )}
    </div>
  );
}
