import { type ClientRequest, request } from "node:http";
import { ADMIN_KEY } from "./server";
import { eventually } from "./wait";

/** One event of a stream, its data parsed. */
export interface StreamedEvent {
  id: string;
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  data: any;
}

/** A client of a stream that parses as the standard says, and comes again from where it left off. */
export class FeedReader {
  readonly events: StreamedEvent[] = [];
  /** Everything as it came over the wire. */
  text = "";
  status = 0;
  headers: NodeJS.Dict<string | string[]> = {};
  lastEventId = "";
  /** The server has ended the stream, or it was cut. */
  isEnded = true;
  #request: ClientRequest | undefined;
  #rest = "";

  constructor(
    readonly url: string,
    readonly key = ADMIN_KEY,
  ) {}

  /** Connects, with Last-Event-ID where there is one; resolves when the stream has begun. */
  async open(): Promise<this> {
    this.#rest = "";
    const resume: Record<string, string> = this.lastEventId === "" ? {} : { "last-event-id": this.lastEventId };
    const headers = { authorization: `Bearer ${this.key}`, accept: "text/event-stream", ...resume };
    const sent = request(this.url, { headers, agent: false });
    this.#request = sent;
    this.isEnded = false;
    await new Promise<void>((resolve, reject) => {
      sent.on("error", (error) => {
        if (this.#request === sent) this.isEnded = true;
        reject(error);
      });
      sent.on("response", (response) => {
        this.status = response.statusCode ?? 0;
        this.headers = response.headers;
        response.setEncoding("utf8");
        response.on("error", () => {});
        response.on("data", (text: string) => {
          if (this.#request === sent) this.#take(text);
        });
        response.on("close", () => {
          if (this.#request === sent) this.isEnded = true;
        });
        resolve();
      });
      sent.end();
    });
    return this;
  }

  /** Cuts the connection in the middle of whatever is under way. */
  cut(): void {
    const sent = this.#request;
    this.#request = undefined;
    this.isEnded = true;
    sent?.on("error", () => {});
    sent?.destroy();
  }

  /** Data of the events of a name, in the order in which they came. */
  of(name: string): StreamedEvent["data"][] {
    return this.events.filter((event) => event.name === name).map(({ data }) => data);
  }

  /** Waits for so many events of a name. */
  async until(name: string, count: number, timeoutMs = 30_000): Promise<StreamedEvent["data"][]> {
    await eventually(() => this.of(name).length >= count, timeoutMs, 10).catch(() => {
      throw new Error(`${this.of(name).length} of ${count} ${name} came within ${timeoutMs} ms.`);
    });
    return this.of(name);
  }

  #take(text: string): void {
    this.text += text;
    const blocks = (this.#rest + text).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    for (const block of blocks) this.#dispatch(block);
  }

  #dispatch(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split(/\r\n|\r|\n/)) {
      const colon = line.indexOf(":");
      if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ""));
    }
    this.lastEventId = fields.get("id") ?? this.lastEventId;
    const data = fields.get("data");
    if (data === undefined) return;
    this.events.push({ id: this.lastEventId, name: fields.get("event") ?? "message", data: JSON.parse(data) });
  }
}
