/** What to ask of somebody else's server. */
export interface OutboundRequest {
  method: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
  /** How much of the answer is read; 64 KB unless told. */
  maxBytes?: number;
}

/** What it answered. */
export interface OutboundAnswer {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  text: string;
  /** The answer was longer than `maxBytes`; the text is its beginning. */
  cut: boolean;
}

/** The one way by which Rollcall connects to addresses that people enter. */
export interface Outbound {
  /**
   * Asks once: no redirect is followed, the address is checked when the connection is made, all of it ends after 10 s.
   * @throws OutboundError where there is no answer
   */
  request(url: string, request: OutboundRequest): Promise<OutboundAnswer>;
  /**
   * The addresses of a host, every one of them checked.
   * @throws OutboundError
   */
  resolve(host: string): Promise<string[]>;
}

/** Why there was no answer. `refused`: the address is none that Rollcall may connect to; `failed`: all else. */
export class OutboundError extends Error {
  override name = "OutboundError";

  constructor(
    readonly reason: "refused" | "failed",
    message: string,
  ) {
    super(message);
  }
}
