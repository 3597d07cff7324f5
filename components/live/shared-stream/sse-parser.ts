/** What a stream of Server-Sent Events says: an event, or only where a reader would go on (`name` null). */
export interface SseFrame {
  name: string | null;
  /** The last id the stream gave, in this frame or before it. */
  id: string | null;
  data: string;
}

const FRAME_END = "\n\n";

/**
 * Takes a stream of Server-Sent Events apart as its text comes in; our own server's form, whose lines end in `\n`. Unlike
 * EventSource it tells comments and ids without data too: they show that the connection lives and how far it has come.
 *
 *     const parse = sseParser();
 *     parse("id: 7\nevent: message:new\nda")  []
 *     parse('ta: {}\n\n')                     [{ name: "message:new", id: "7", data: "{}" }]
 */
export function sseParser(): (text: string) => SseFrame[] {
  let rest = "";
  let id: string | null = null;
  return (text) => {
    const parts = (rest + text).split(FRAME_END);
    rest = parts.pop() ?? "";
    return parts.map((part) => {
      const frame = frameOf(part, id);
      id = frame.id;
      return frame;
    });
  };
}

function frameOf(part: string, lastId: string | null): SseFrame {
  const frame: SseFrame = { name: null, id: lastId, data: "" };
  for (const line of part.split("\n")) {
    const at = line.indexOf(": ");
    const value = line.slice(at + 2);
    if (line.startsWith("id: ")) frame.id = value;
    else if (line.startsWith("event: ")) frame.name = value;
    else if (line.startsWith("data: ")) frame.data += frame.data ? `\n${value}` : value;
  }
  return frame;
}
