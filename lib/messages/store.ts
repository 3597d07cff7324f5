import { sql } from "drizzle-orm";
import type { Database } from "../db/client";
import type { MessageKey } from "./message";

/** The texts of messages, in the order asked; null where there is no such message, or no text in it. */
export async function readTexts(
  db: Pick<Database, "execute">,
  messages: readonly MessageKey[],
): Promise<(string | null)[]> {
  const column = (name: keyof MessageKey) => sql.param(messages.map((message) => message[name]));
  const { rows } = await db.execute<{ text: string | null }>(sql`
    select e.data ->> 'text' as text
    from unnest(${column("bot_id")}::text[], ${column("time")}::timestamptz[], ${column("event_id")}::text[])
      with ordinality as asked (bot_id, time, event_id, place)
    left join events as e
      on e.bot_id = asked.bot_id and e.time = asked.time and e.event_id = asked.event_id and e.type = 'message.processed'
    order by asked.place`);
  return rows.map(({ text }) => text);
}
