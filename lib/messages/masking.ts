/** The type of the events whose `text` is what a person wrote. */
const MESSAGE = "message.processed";

/**
 * Whether what a caller gets is without the text of messages: operators reveal it one by one, and are on record for it;
 * keys are given to programs that were set up to read it.
 */
export const isTextMasked = ({ kind }: { kind: string }): boolean => kind === "operator";

/**
 * The data of an event as one may see it who may not read messages: without `text`, and saying so.
 *
 *     withoutText("message.processed", { user_id: "u", text: "hi" }) { user_id: "u", text_masked: true }
 *     withoutText("job.queued", { job_id: "j", text: "x" })          { job_id: "j", text: "x" }
 */
export function withoutText(type: string, data: Record<string, unknown>): Record<string, unknown> {
  if (type !== MESSAGE || data.text === undefined) return data;
  const { text: _, ...rest } = data;
  return { ...rest, text_masked: true };
}

/** {@link withoutText} of data as JSON text. */
export function withoutTextJson(type: string, data: string): string {
  return type === MESSAGE ? JSON.stringify(withoutText(type, JSON.parse(data))) : data;
}
