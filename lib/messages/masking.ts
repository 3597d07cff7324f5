/** The type of the events whose `text` is what a person wrote. */
const MESSAGE = "message.processed";

/**
 * Whether what a caller gets is without the text of messages: operators reveal it one by one, and are on record for it;
 * keys are given to programs that were set up to read it.
 */
export const isTextMasked = ({ kind }: { kind: string }): boolean => kind === "operator";

/** What a message may be told by without its text. Members that the catalogue does not know may repeat the text. */
const TOLD = ["user_id", "user_name", "channel", "message_id", "response_time_ms", "failed", "text_truncated"];

/**
 * The data of an event as one may see it who may not read messages: with what the catalogue knows
 * but without `text`, and saying so.
 *
 *     withoutText("message.processed", { user_id: "u", text: "hi" }) { user_id: "u", text_masked: true }
 *     withoutText("job.queued", { job_id: "j", text: "x" })          { job_id: "j", text: "x" }
 */
export function withoutText(type: string, data: Record<string, unknown>): Record<string, unknown> {
  if (type !== MESSAGE) return data;
  const told = Object.fromEntries(Object.entries(data).filter(([name]) => TOLD.includes(name)));
  return data.text === undefined ? told : { ...told, text_masked: true };
}

/** {@link withoutText} of data as JSON text. */
export function withoutTextJson(type: string, data: string): string {
  return type === MESSAGE ? JSON.stringify(withoutText(type, JSON.parse(data))) : data;
}
