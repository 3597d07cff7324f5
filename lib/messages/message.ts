import { z } from "zod";
import { botIdSchema } from "../events/event";
import { LIMITS } from "../events/limits";

/** What tells a message from all others: the key it is stored under. */
const messageKey = z.object({
  bot_id: botIdSchema,
  time: z.iso.datetime({ offset: true }),
  event_id: z.string().min(1).max(LIMITS.idLength),
});
export type MessageKey = z.infer<typeof messageKey>;

/** Messages revealed by one request, at most. */
export const MOST_REVEALED = 50;

/** What `POST /api/messages/reveal` takes. */
export const revealSchema = z.object({ messages: z.array(messageKey).min(1).max(MOST_REVEALED) });

/** What it answers. */
export const revealedSchema = z.object({
  messages: z.array(
    messageKey.extend({
      text: z.string().nullable().describe("Null where there is no such message, or no text in it."),
    }),
  ),
});
export type Revealed = z.infer<typeof revealedSchema>;
