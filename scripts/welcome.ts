import type { AddressInfo } from "node:net";
import { resolve } from "node:path";

/** The address by which a browser on this machine reaches the server. */
export function baseUrl(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") return String(address);
  const isAny = address.address === "0.0.0.0" || address.address === "::";
  const host = isAny ? "localhost" : address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

/**
 * What the terminal says once the server is ready: where it is, and the way to the first bot on the page.
 * @param token of the set-up page, while there is no administrator
 */
export function welcome(url: string, dataDir: string, startedInMs: number, token: string | undefined): string {
  const first = token ? `Make the first administrator:\n       ${url}/set-up?token=${token}` : `Open   ${url}`;
  return `
Rollcall is ready after ${(startedInMs / 1000).toFixed(1)} s: ${url}

  1. ${first}
  2. Make a key for a bot, there or here:
       npm run keys -- create --name my-bot --scope ingest
  3. Send its first heartbeat, with that key:
       curl -X POST ${url}/api/bots/my-bot/heartbeat -H "Authorization: Bearer <the key>"

  Or watch bots that do real work:  npm run demo
  Data is kept in ${resolve(dataDir)} (unless DATABASE_URL names a database). Ctrl-C stops everything.
`;
}
