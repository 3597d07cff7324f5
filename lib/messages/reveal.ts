import { recordAudit } from "../access/audit";
import type { Principal } from "../access/scope";
import type { Database } from "../db/client";
import type { MessageKey, Revealed } from "./message";
import { readTexts } from "./store";

/**
 * Tells the texts of messages, and puts on record who read which: one entry of the audit log a message that was told, in the
 * transaction that reads it. What does not exist, or has no text, is told as null and not recorded.
 */
export async function revealMessages(
  { db, now }: { db: Database; now: Date },
  actor: Principal,
  messages: readonly MessageKey[],
): Promise<Revealed> {
  return db.transaction(async (transaction) => {
    const texts = await readTexts(transaction, messages);
    for (const [at, { bot_id, time, event_id }] of messages.entries()) {
      if (texts[at] === null) continue;
      const entry = {
        actor,
        action: "message.revealed",
        target: `${bot_id}/${event_id}`,
        detail: { bot_id, time, event_id },
      };
      await recordAudit({ db: transaction, now }, entry);
    }
    return { messages: messages.map((message, at) => ({ ...message, text: texts[at] ?? null })) };
  });
}
