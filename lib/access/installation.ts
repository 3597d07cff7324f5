import type { Database } from "../db/client";
import { hmacHex, randomText } from "./secret-text";
import { settleSetting } from "./store";

/**
 * The secret that hashes keys and signs cookies: `ROLLCALL_SECRET`, else one made once and kept in the database, the
 * same for every process of the installation.
 */
export async function installationSecret({
  db,
  env,
}: {
  db: Database;
  env: { ROLLCALL_SECRET?: string };
}): Promise<string> {
  return env.ROLLCALL_SECRET ?? (await settleSetting(db, "installation_secret", randomText(43)));
}

/** What signs the cookies of sessions. */
export async function sessionSecret(context: { db: Database; env: { ROLLCALL_SECRET?: string } }): Promise<string> {
  return hmacHex(await installationSecret(context), "session-cookies");
}
