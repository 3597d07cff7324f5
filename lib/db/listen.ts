import pg from "pg";

const RECONNECT_MS = 1000;

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

  const retry = () => {
    if (closed || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      void open();
    }, RECONNECT_MS);
  };
  const open = async () => {
    const session = new pg.Client({ connectionString: url, keepAlive: true, application_name: "rollcall listen" });
    client = session;
    session.on("error", retry);
    session.on("end", retry);
    session.on("notification", ({ payload }) => onNotice(payload));
    try {
      await session.connect();
      await session.query(`listen ${session.escapeIdentifier(channel)}`);
      onNotice();
    } catch {
      void session.end().catch(() => {});
      retry();
    }
  };

  await open();
  return async () => {
    closed = true;
    clearTimeout(timer);
    await client?.end().catch(() => {});
  };
}
