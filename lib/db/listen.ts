import pg from "pg";

const RECONNECT_MS = 1000;
/** For the connection, and for the answer that it listens. */
const ANSWER_WITHIN_MS = 5000;

/**
 * Holds one session that listens on a channel and comes back by itself after the server was away.
 * @returns a function that ends the session
 */
export async function listenPg(
  url: string,
  channel: string,
  onNotice: (payload?: string) => void,
): Promise<() => Promise<void>> {
  let closed = false;
  let client: pg.Client | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  // A session may tell of its end twice, and late: only what holds for the one in use counts.
  const lose = (session: pg.Client) => {
    if (closed || session !== client) return;
    client = undefined;
    void session.end().catch(() => {});
    timer = setTimeout(() => void open(), RECONNECT_MS);
  };
  const open = async () => {
    const session = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
      keepAlive: true,
      application_name: "rollcall listen",
    });
    client = session;
    session.on("error", () => lose(session));
    session.on("end", () => lose(session));
    session.on("notification", ({ payload }) => onNotice(payload));
    try {
      await session.connect();
      await session.query(`listen ${session.escapeIdentifier(channel)}`);
      onNotice();
    } catch {
      lose(session);
    }
  };

  await open();
  return async () => {
    closed = true;
    clearTimeout(timer);
    await client?.end().catch(() => {});
  };
}
