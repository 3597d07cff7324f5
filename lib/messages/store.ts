import { sql } from "drizzle-orm";
import type { Database } from "../db/client";
import type { MessageKey } from "./message";

/** The texts of messages, in the order asked; null where there is no such message, or no text in it. */
export async function readTexts(
  db: Pick<Database, "execute">,
  messages: readonly MessageKey[],
): Promise<(string | null)[]> {
  const column = (name: "bot_id" | "event_id") => sql.param(messages.map((message) => message[name]));
  // By way of epoch milliseconds, in which events are stored: any instant that can be written is one that can be asked for.
  const times = sql.param(messages.map(({ time }) => Date.parse(time)));
  const { rows } = await db.execute<{ text: string | null }>(sql`
    select e.data ->> 'text' as text
    from unnest(${column("bot_id")}::text[], ${times}::float8[], ${column("event_id")}::text[])
      with ordinality as asked (bot_id, ms, event_id, place)
    left join events as e
      on e.bot_id = asked.bot_id and e.time = timestamptz 'epoch' + asked.ms * interval '1 millisecond' and e.event_id = asked.event_id and e.type = 'message.processed'
    order by asked.place`);
  return rows.map(({ text }) => text);
}
